/*
 * The limits of DynamoDB, as the service enforces them. Read in November 2026, unless a line names another source:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 * Sizes are in bytes of UTF-8, and units are binary: 400 KB is 409,600 bytes.
 */

/** Bytes of one item, attribute names and values together. */
export const maxItemBytes = 409_600;
/** Bytes of one read unit of a strongly consistent read. An eventually consistent one reads twice as much. */
export const bytesPerReadUnit = 4_096;
/** Bytes of one write unit. */
export const bytesPerWriteUnit = 1_024;
/** Bytes of a partition key's value. */
export const maxPartitionKeyBytes = 2_048;
/** Bytes of a sort key's value. */
export const maxSortKeyBytes = 1_024;
/** Bytes of an attribute's name. */
export const maxAttributeNameBytes = 65_535;
/** Bytes of the name of an attribute that is a key or named in an index's projection. */
export const maxKeyNameBytes = 255;
/** Name of a table or index: 3 to 255 characters of `A-Z a-z 0-9 _ . -`. */
export const tableNamePattern: RegExp = /^[A-Za-z0-9_.-]{3,255}$/;
/** Characters of the ARN of a table. A request accepts an ARN instead of a table name. */
export const maxTableArnLength = 1_024;
/** Levels of a nested value. The innermost value counts as one: a text within 31 lists has 32. */
export const maxNestingDepth = 32;
/** Significant digits of a number. */
export const maxNumberDigits = 38;
/** Power of ten of the largest number's first digit: 9.99…E+125. */
export const maxNumberExponent = 125;
/** Power of ten of the smallest number's first digit: 1E-130. */
export const minNumberExponent: number = -130;
/** Global secondary indexes of a table. AWS raises this limit on request, so a table with more is still read. */
export const maxGlobalIndexes = 20;
/** Local secondary indexes of a table. */
export const maxLocalIndexes = 5;
/** Attributes named in `projection` lists, over all indexes of a table. */
export const maxProjectedAttributes = 100;
/** Attributes of each key of a global index. Source: API reference, KeySchema (November 2025). */
export const maxIndexKeyAttributes = 4;
/** Numbers of a vector. Source of the limits of vectors: developer guide, Vector indexes (August 2026). */
export const maxVectorDimensions = 4_096;
/** Vector indexes of a table. */
export const maxVectorIndexes = 5;
/** Attributes that the searches of a vector index can filter by, besides its partition key. */
export const maxVectorFilters = 18;
/** Items of one search. A search has no pages. */
export const maxSearchResults = 100;
/** Keys of one BatchGetItem. */
export const maxBatchGetKeys = 100;
/** Puts and deletes of one BatchWriteItem. Its limit of 16 MB is above the size of 25 items. */
export const maxBatchWriteRequests = 25;
/** Bytes of an expression. */
export const maxExpressionBytes = 4_096;
/** Values of one IN. Source: developer guide, Comparison operator and function reference. */
export const maxInOperands = 100;
/** Operators and functions of an expression, together. */
export const maxOperators = 300;
/** Actions of one TransactWriteItems or TransactGetItems. */
export const maxTransactionActions = 100;
/** Bytes of all items of one transaction. */
export const maxTransactionBytes = 4_194_304;
/** Segments of a parallel scan. Source: API reference, Scan. */
export const maxSegments = 1_000_000;
/** Tags of a table. */
export const maxTags = 50;
/** Days that a table can be restored to. */
export const maxRecoveryDays = 35;
/** Bytes of a resource policy as JSON. Source: API reference, PutResourcePolicy. */
export const maxPolicyBytes = 20_480;
/**
 * Units per second that every table on demand can serve from the start. Source: developer guide, Understanding DynamoDB
 * warm throughput in different scenarios.
 */
export const onDemandWarmThroughput: { readonly read: number; readonly write: number } = { read: 12_000, write: 4_000 };
