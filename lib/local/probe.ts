import { request } from 'node:http';
import { LOOPBACK } from './port.ts';

/** How long one probe may take, in milliseconds. */
const PROBE_MS = 5_000;

/**
 * DescribeTable, signed in form only. Unlike a bare connection or a health page it needs the database, and unlike
 * ListTables it takes no longer on a large one.
 */
const DESCRIBE_TABLE = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': 'DynamoDB_20120810.DescribeTable',
  'x-amz-date': '20250101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20250101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=local',
};

/**
 * Tells whether a DynamoDB on this port answers: it is asked for a table that nobody has. It never throws.
 *
 * @param host - default: the loopback address
 */
export function answers(port: number, host: string = LOOPBACK): Promise<boolean> {
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
