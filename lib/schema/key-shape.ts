import type { KeyPart, KeySchema } from './key-schema.ts';

/** Returns a text that is equal only for partition keys that are made in the same way, by properties of any names. */
export const partitionShape = ({ partition }: KeySchema): string =>
  JSON.stringify(partition.map((part) => [part.attribute.name, part.attribute.kind, shapeOf(part)]));

function shapeOf({ template }: KeyPart): unknown {
  if (template === undefined) return undefined;
  const types = template.parts.map(({ type }) => type);
  const pieces = template.template.pieces.map((piece) => {
    if (typeof piece === 'string') return piece;
    const type = types.shift();
    // A query reads all shards, so the type of their part doesn't matter.
    return { ...piece, path: piece.shards === undefined ? type : undefined };
  });
  return types.length === 0 && pieces.every((piece) => typeof piece === 'string') ? pieces : [template.form, pieces];
}

/** Shows the templates and properties of a partition key with the types of their parts: `'CUSTOMER#{id}' (S)`. */
export const shownPartition = ({ partition }: KeySchema): string => partition.map(shownPart).join(', ');

function shownPart({ attribute, template, sources: [source] }: KeyPart): string {
  if (template === undefined) return `'${source?.path ?? attribute.name}' (${attribute.kind})`;
  const { parts, form } = template;
  const details = [...parts.map(({ type }) => type), ...(form === 'plain' ? [form] : [])];
  return `'${template.template.text}'${details.length === 0 ? '' : ` (${details.join(', ')})`}`;
}
