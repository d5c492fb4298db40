/** What to do about errors of the SDK and of DynamoDB, by their names. */
const cures: Readonly<Record<string, string>> = {
  CredentialsProviderError:
    "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or give --profile, or run 'aws sso login'.",
  UnrecognizedClientException: 'The credentials are not valid, or belong to another partition of AWS.',
  ExpiredTokenException: 'The credentials have expired: get new ones.',
  AccessDeniedException: "The credentials lack a permission: 'annotable policy' writes a policy that has it.",
  CallTimeoutError: 'Check the network, and the endpoint in AWS_ENDPOINT_URL_DYNAMODB or --endpoint.',
  TableNotFoundError: "Check the region and the endpoint, or run 'annotable table ensure MODULE'.",
};

/** Messages of DynamoDB about a request with other key attributes than those of the table. */
const otherKey = /does not match the schema|missing the key|missed key schema|type mismatch for key/i;

/** Returns what to do about an error of the SDK or of DynamoDB. Undefined if its message is enough, or nothing is known. */
export function cureOf(error: unknown): string | undefined {
  const { name = '', message = String(error), code } = error as Partial<Error> & { readonly code?: string };
  if (message.includes('Region is missing')) return 'Set AWS_REGION, or give --region.';
  if (code === 'ECONNREFUSED' || message.includes('ECONNREFUSED'))
    return "Nothing listens at the endpoint: start it, for example by 'annotable local'.";
  if (name === 'ValidationException' && otherKey.test(message))
    return "The table can have another shape than the class: run 'annotable table plan MODULE'.";
  return cures[name];
}
