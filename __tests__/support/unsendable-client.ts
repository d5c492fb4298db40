/** Returns a client that must not be called, because everything is rejected before. `send` rejects with "was sent". */
export function unsendableClient(): never {
  return { config: {}, middlewareStack: {}, send: () => Promise.reject(new Error('was sent')) } as never;
}
