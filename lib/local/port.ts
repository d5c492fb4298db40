import { createServer, type Server } from 'node:net';
import { ConfigurationError } from '../errors/configuration-error.ts';

/** Address of local engines. Other machines on the network can't reach it. */
export const LOOPBACK = '127.0.0.1';

/**
 * Binds a port for a moment and returns it. Undefined if the port is in use.
 *
 * @param port - 1 to 65535, or 0 for a port that the system chooses
 * @param host - default: the loopback address
 * @throws ConfigurationError `configuration.invalid` if the port can't be bound for another reason, such as missing
 *   rights
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
 * Returns a port that was free a moment ago. Another program may bind it first, so the caller must be able to retry.
 *
 * @throws ConfigurationError `configuration.invalid` if the system has no free port
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

/** Returns the error for a port that another program has bound. */
export function portInUse(port: number, cause?: unknown): ConfigurationError {
  return new ConfigurationError(
    `port ${port} is in use on ${LOOPBACK}; stop the program that has it, pass another port, or omit the port to get a free one`,
    cause === undefined ? undefined : { cause },
  );
}
