import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

interface Content {
  readonly [type: string]: { readonly schema: object };
}

interface DescribedResponse {
  readonly content?: Content;
  readonly headers?: Readonly<Record<string, { readonly required?: boolean }>>;
}

/** The part of an OpenAPI document that describes responses. */
export interface DescribedApi {
  readonly paths: Readonly<Record<string, object>>;
}

/**
 * Returns a `fetch` that checks each response by an OpenAPI document: status, headers, content type, and body.
 *
 * @throws Error if the document doesn't describe the response
 */
export function describedFetch(document: DescribedApi): typeof fetch {
  const ajv = new Ajv2020({ strict: true, allErrors: true });
  addFormats.default(ajv);
  ajv.addVocabulary(Object.keys(document));
  ajv.addSchema({ ...document, $id: 'openapi' });
  return async (input, init) => {
    const response = await fetch(input, init);
    const where = `${init?.method ?? 'GET'} ${String(input)}: ${response.status}`;
    const fault = await faultOf(response.clone(), described(document, String(input), init?.method ?? 'GET'), ajv);
    if (fault !== undefined) throw new Error(`${where}: ${fault}`);
    return response;
  };
}

/** The responses of an operation by their status. */
function described({ paths }: DescribedApi, url: string, method: string): Record<string, DescribedResponse> {
  const { pathname } = new URL(url);
  for (const [template, operations] of Object.entries(paths)) {
    const pattern = new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`);
    if (pattern.test(pathname)) return Reflect.get(operations, method.toLowerCase())?.responses ?? {};
  }
  return {};
}

async function faultOf(
  response: Response,
  responses: Record<string, DescribedResponse>,
  ajv: Ajv2020,
): Promise<string | undefined> {
  const expected = responses[response.status];
  if (expected === undefined) return 'the status is not described';
  for (const [name, { required = false }] of Object.entries(expected.headers ?? {}))
    if (required && !response.headers.has(name)) return `the header ${name} is missing`;
  const text = await response.text();
  if (expected.content === undefined) return text === '' ? undefined : 'there is a body';
  const type = response.headers.get('Content-Type') ?? '';
  const schema = expected.content[type]?.schema;
  if (schema === undefined) return `the content type '${type}' is not described`;
  const { $ref } = schema as { $ref: string };
  const validate = ajv.getSchema(`openapi${$ref}`) as ValidateFunction;
  return validate(JSON.parse(text)) ? undefined : ajv.errorsText(validate.errors);
}
