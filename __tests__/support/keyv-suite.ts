import { keyvApiTests, keyvIteratorTests, keyvNamespaceTest, keyvValueTests } from '@keyv/test-suite';
import Keyv, { type KeyvStoreAdapter } from 'keyv';

type Body = (context: { readonly expect: typeof expect }) => unknown;

/** The functions of vitest that the suite of Keyv uses, implemented by Jest. */
const vitest = {
  it: (title: string, body: Body): void => test(title, async () => void (await body({ expect }))),
  describe,
  beforeEach,
  afterEach,
};

/**
 * Declares the tests of Keyv for storage adapters.
 *
 * @param store - creates an adapter. All adapters share one store
 */
export function declareKeyvSuite(store: () => KeyvStoreAdapter): void {
  /** Creates an adapter for each Keyv. One test passes one adapter to two namespaces, which KeyvLinker rejects. */
  class OwnAdapterKeyv extends Keyv {
    constructor(options: object) {
      super({ ...options, store: store() });
    }
  }
  for (const [title, declare] of Object.entries({ keyvApiTests, keyvValueTests, keyvNamespaceTest }))
    describe(title, () => declare(vitest as never, Keyv, store));
  describe('keyvIteratorTests', () => keyvIteratorTests(vitest as never, OwnAdapterKeyv as never, store));
}
