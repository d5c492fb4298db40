import type { Sdk } from './lanes/pristine-client.ts';

const importSdk = (): Promise<Sdk> => import('@aws-sdk/client-dynamodb');

/** In a variable, so that bundlers don't follow it: the `import()` above tells them what is needed. */
const sdkName = '@aws-sdk/client-dynamodb';

/**
 * Loads the SDK.
 *
 * In a CommonJS bundle that leaves the SDK out, `import()` would start Node's ESM loader, which takes as long as a tenth
 * of the whole start. The text of the function shows if a bundler has replaced the `import()` already.
 */
export function loadSdk(): Sdk | Promise<Sdk> {
  if (typeof require !== 'function' || !/\bimport\(/.test(String(importSdk))) return importSdk();
  try {
    return require(sdkName) as Sdk;
  } catch {
    return importSdk();
  }
}
