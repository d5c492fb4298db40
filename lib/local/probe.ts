import { request } from 'node:http';
import { LOOPBACK } from './port.ts';

/** Time limit of one probe in milliseconds. */
const PROBE_MS = 5_000;

/**
 * Headers of a DescribeTable request with a dummy signature. Unlike a connection or a health page, this request uses
 * the database. Unlike ListTables, it takes the same time on a large database.
 */
const DESCRIBE_TABLE = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': 'DynamoDB_20120810.DescribeTable',
  'x-amz-date': '20250101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20250101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=local',
};

/**
 * True if a DynamoDB responds on this port. Sends a request for a table that doesn't exist. Never throws.
 *
 * @param host - default: the loopback address
 */
export function responds(port: number, host: string = LOOPBACK): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = request(
      { host, port, method: 'POST', headers: DESCRIBE_TABLE, agent: false, timeout: PROBE_MS },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => {
          body += text;
        });
        response.once('close', () => resolve(body.includes('ResourceNotFoundException')));
      },
    );
    probe.once('timeout', () => probe.destroy());
    probe.once('error', () => resolve(false));
    probe.end('{"TableName":"annotable-probe"}');
  });
}
