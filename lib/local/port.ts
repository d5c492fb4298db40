import { createServer } from 'node:net';
import { ConfigurationError } from '../errors/configuration-error.ts';

/** The only address that a local engine listens on: nobody else on the network can reach it. */
export const LOOPBACK = '127.0.0.1';

/**
 * Binds a port of the loopback address for a moment, which tells whether it is free.
 *
 * @param port - 1 to 65535, or 0 for one that the system chooses
 * @returns the port that was bound, or `undefined` if it is in use
 * @throws ConfigurationError if the port can't be bound for another reason, such as missing rights
 */
export function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EADDRINUSE') resolve(undefined);
      else reject(new ConfigurationError(`port ${port} can't be used on ${LOOPBACK}: ${cause.message}`, { cause }));
    });
    server.listen(port, LOOPBACK, () => {
      const address = server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : port;
      server.close(() => resolve(bound));
    });
  });
}

/**
 * Finds a port that was free a moment ago. Another program may take it first, so the caller must be ready to ask again.
 *
 * @throws ConfigurationError if the system has none
 */
export async function freePort(): Promise<number> {
  const port = await tryPort(0);
  if (port === undefined) throw new ConfigurationError(`no free port on ${LOOPBACK}`);
  return port;
}

/** Makes the error for a port that somebody else listens on. */
export function portInUse(port: number, cause?: unknown): ConfigurationError {
  return new ConfigurationError(
    `port ${port} is in use on ${LOOPBACK}; stop the program that has it, give another port, or none to get a free one`,
    cause === undefined ? undefined : { cause },
  );
}
