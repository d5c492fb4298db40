/** The baseline first, then annotable, then the other libraries. */
export const CONTENDERS = [
  'raw',
  'annotable-express',
  'annotable-standard',
  'annotable-sdk',
  'lib-dynamodb',
  'electrodb',
  'dynamodb-toolbox',
  'dynamoose',
  'dynamodb-onetable',
  'typedorm',
  'nova-odm',
  'dynamode',
];
export const OWN = ['raw', 'annotable-express', 'annotable-standard', 'annotable-sdk'];
/** The contenders that are measured against a real engine. */
export const SENDING = [
  'raw',
  'annotable-express',
  'annotable-standard',
  'lib-dynamodb',
  'electrodb',
  'dynamodb-toolbox',
];
