import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { startLocal } from '../../lib/local/index.ts';
import * as ports from '../../lib/local/port.ts';

jest.mock('../../lib/local/port.ts', () => {
  const actual = jest.requireActual<typeof ports>('../../lib/local/port.ts');
  return { ...actual, freePort: jest.fn(actual.freePort) };
});
const freePort = jest.mocked(ports.freePort);

jest.setTimeout(120_000);
afterEach(() => freePort.mockClear());

describe('a free port that another program binds first', () => {
  test('is replaced by another one if the program is a DynamoDB too', async () => {
    const stranger = await startLocal({ engine: 'dynoxide', cors: true });
    freePort.mockResolvedValueOnce(Number(new URL(stranger.endpoint).port));
    const local = await startLocal({ engine: 'dynoxide', cors: true });
    expect(local.endpoint).not.toBe(stranger.endpoint);
    expect(freePort).toHaveBeenCalledTimes(3);
    await Promise.all([local.stop(), stranger.stop()]);
  });

  test('is replaced by another one if the program does not respond', async () => {
    const silent = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    freePort.mockResolvedValueOnce((silent.address() as AddressInfo).port);
    const local = await startLocal({ engine: 'dynoxide', cors: true });
    expect(freePort).toHaveBeenCalledTimes(2);
    await local.stop();
    silent.close();
  });
});
