import { refusesCopy } from '../schema/copied-values.ts';
import { deepIdentity } from '../values/compare-stored.ts';
import type { Codec } from '../values/converter.ts';
import { Issues } from '../values/issues.ts';
import { hasDefault, shownAt } from './absent-states.ts';
import { type ExpressionContext, refText } from './operand.ts';
import type { Ref } from './operator.ts';
import { type ResolvedPath, resolvePath, variantsOf } from './path.ts';

/**
 * Returns the text of another attribute's value in a change: `ref('limit')` → `#1`, or `if_not_exists(#1, :2)` if it
 * has a default. Undefined, with an issue, if the changed item could not be read.
 */
export function copiedOperand(
  context: ExpressionContext,
  target: ResolvedPath,
  ref: Ref,
  refuses: typeof refusesCopy = refusesCopy,
): string | undefined {
  const { schema, placeholders, issues } = context;
  const source = resolvePath(schema, ref.path, new Issues());
  const sources = source === undefined ? [] : variantsOf(source);
  const refusal = sources
    .map((each) => (kindsAgree(target, each) ? refuses(target.codec, each.codec) : undefined))
    .find((reason) => reason !== undefined);
  if (refusal !== undefined) {
    issues.reject(`can't be given ref('${ref.path}'), ${refusal}; read the item, and set the value`);
    return undefined;
  }
  const text = refText(context, target, ref);
  if (text === undefined || source === undefined || !hasDefault(context, source)) return text;
  const last = source.elements.length - 1;
  const shown = shownAt(context, source, last);
  if (isOneInAll(context, source, last)) {
    const isStorable = shown !== undefined && [shown.SS, shown.NS, shown.BS].every((set) => set?.length !== 0);
    return isStorable ? `if_not_exists(${text}, ${placeholders.value(shown)})` : text;
  }
  issues.reject(
    `is given ref('${ref.path}'), whose default depends on whether its document is there; read the item, and set the value`,
  );
  return undefined;
}

const kindsAgree = ({ codec: own }: ResolvedPath, { codec: other }: ResolvedPath): boolean =>
  own.kind === other.kind || [own.kind, other.kind].includes('JSON');

/** True if reads return the same value, or none, for every way in which a path can be absent. */
function isOneInAll(context: ExpressionContext, source: ResolvedPath, last: number): boolean {
  const codecs: readonly Codec[] = source.codecs ?? [source.codec];
  const texts = codecs.map((_, stored) => {
    const value = shownAt(context, source, stored);
    return value && deepIdentity(value);
  });
  return texts.every((text) => text === texts[last]);
}
