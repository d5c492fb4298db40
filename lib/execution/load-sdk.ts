import type { Sdk } from './lanes/pristine-client.ts';

const importSdk = (): Promise<Sdk> => import('@aws-sdk/client-dynamodb');

/** A variable, so bundlers don't follow it. They find the dependency by the `import()` above. */
const sdkName = '@aws-sdk/client-dynamodb';

/**
 * Loads the SDK.
 *
 * In a CommonJS bundle without the SDK, `import()` starts the ESM loader of Node. That takes up to a tenth of the whole
 * start. The text of the function shows if a bundler has replaced the `import()`.
 */
export function loadSdk(): Sdk | Promise<Sdk> {
  if (typeof require !== 'function' || !/\bimport\(/.test(String(importSdk))) return importSdk();
  try {
    return require(sdkName) as Sdk;
  } catch {
    return importSdk();
  }
}
