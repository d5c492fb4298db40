import { keyvApiTests, keyvIteratorTests, keyvNamespaceTest, keyvValueTests } from '@keyv/test-suite';
import Keyv, { type KeyvStoreAdapter } from 'keyv';

type Body = (context: { readonly expect: typeof expect }) => unknown;

/** What Keyv's suite uses of vitest, by Jest. */
const vitest = {
  it: (title: string, body: Body): void => test(title, async () => void (await body({ expect }))),
  describe,
  beforeEach,
  afterEach,
};

/**
 * Declares all that Keyv's own suite asks of a storage adapter.
 *
 * @param store - makes an adapter; all that it makes share one store
 */
export function declareKeyvSuite(store: () => KeyvStoreAdapter): void {
  /** One test of the suite gives one adapter to two namespaces, which KeyvLinker refuses: each Keyv gets its own. */
  class OwnAdapterKeyv extends Keyv {
    constructor(options: object) {
      super({ ...options, store: store() });
    }
  }
  for (const [title, declare] of Object.entries({ keyvApiTests, keyvValueTests, keyvNamespaceTest }))
    describe(title, () => declare(vitest as never, Keyv, store));
  describe('keyvIteratorTests', () => keyvIteratorTests(vitest as never, OwnAdapterKeyv as never, store));
}
