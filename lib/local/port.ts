import { createServer, type Server } from 'node:net';
import { ConfigurationError } from '../errors/configuration-error.ts';

/** The address that a local engine is reached at: nobody else on the network can reach it. */
export const LOOPBACK = '127.0.0.1';

/**
 * Binds a port for a moment, which tells whether it is free.
 *
 * @param port - 1 to 65535, or 0 for one that the system chooses
 * @param host - default: the loopback address
 * @returns the port that was bound, or `undefined` if it is in use
 * @throws ConfigurationError if the port can't be bound for another reason, such as missing rights
 */
export function tryPort(port: number, host: string = LOOPBACK): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EADDRINUSE') resolve(undefined);
      else reject(new ConfigurationError(`port ${port} can't be used on ${host}: ${cause.message}`, { cause }));
    });
    server.listen(port, host, () => {
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
export async function freePort(host?: string): Promise<number> {
  const port = await tryPort(0, host);
  if (port === undefined) throw new ConfigurationError(`no free port on ${host ?? LOOPBACK}`);
  return port;
}

/** Listens on the loopback address and returns the port. */
export function listen(server: Server, port = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => reject(portInUse(port, cause)));
    server.listen(port, LOOPBACK, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** Makes the error for a port that somebody else listens on. */
export function portInUse(port: number, cause?: unknown): ConfigurationError {
  return new ConfigurationError(
    `port ${port} is in use on ${LOOPBACK}; stop the program that has it, give another port, or none to get a free one`,
    cause === undefined ? undefined : { cause },
  );
}
