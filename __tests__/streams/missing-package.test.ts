import { ConfigurationError } from 'annotable';
import { readStream } from 'annotable/streams';
import { Values } from './values.ts';

jest.mock('@aws-sdk/client-dynamodb-streams', () => {
  throw Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
});

test('readStream names the package to install if it is missing', async () => {
  const reading = readStream(new Values()).next();
  await expect(reading).rejects.toThrow(ConfigurationError);
  await expect(reading).rejects.toThrow('run: npm install @aws-sdk/client-dynamodb-streams');
});
