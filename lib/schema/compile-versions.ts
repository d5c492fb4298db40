import { isOptions, typeText } from '../errors/option-rules.ts';
import { isWhole } from '../errors/whole-number.ts';
import type { AttributeSchema } from './attribute-schema.ts';
import type { SchemaDefinition } from './definition.ts';
import type { KeySchema } from './key-schema.ts';
import type { DerivedAttribute } from './made-attributes.ts';
import { SchemaVersions } from './schema-versions.ts';
import type { UpgradeStep, UpgradeSteps, VersionOptions } from './version-options.ts';

/** The compiled parts of a class that its version depends on. */
interface VersionedParts {
  readonly attributes: Readonly<Record<string, AttributeSchema>>;
  readonly key: KeySchema;
  readonly derived: readonly DerivedAttribute[];
}

/** Compiles the version of a class. Undefined if it has none. Adds its problems to the list. */
export function versionsOf(
  definition: SchemaDefinition,
  parts: VersionedParts,
  problems: string[],
): SchemaVersions | undefined {
  const { entity, table } = definition;
  const options = entity === undefined ? table : entity.versions;
  if (hasVersion(table) && (entity !== undefined || table?.entities !== undefined))
    problems.push('its table has entities, which have a version each; move the version from @Table to each @Entity');
  if (options === undefined || !hasVersion(options)) return undefined;
  const { version, upgrade = {}, versionAttribute = 'schemaVersion', onNewer } = options;
  if (!isWhole(version, 1)) {
    problems.push(`its version must be a whole number of 1 or more, not ${typeText(version)}`);
    return undefined;
  }
  if (onNewer !== undefined && onNewer !== 'read' && onNewer !== 'refuse')
    problems.push("onNewer of its version is 'read' or 'refuse'");
  checkAttribute(definition, versionAttribute, parts, problems);
  const kept = [...parts.key.attributes.map(({ name }) => name), ...(entity === undefined ? [] : [entity.attribute])];
  return new SchemaVersions({
    current: version,
    attribute: versionAttribute,
    readsNewer: onNewer === 'read',
    steps: stepsOf(version, upgrade, problems),
    kept,
    codecs: new Map(Object.values(parts.attributes).map(({ name, codec }) => [name, codec])),
  });
}

/** True if options of a class or table set its version. */
export const hasVersion = ({ version, upgrade, versionAttribute, onNewer }: VersionOptions = {}): boolean =>
  [version, upgrade, versionAttribute, onNewer].some((option) => option !== undefined);

function checkAttribute(
  { entity, timeToLive }: SchemaDefinition,
  name: unknown,
  { attributes, key, derived }: VersionedParts,
  problems: string[],
): void {
  if (typeof name !== 'string' || name === '' || name.startsWith('annotable#')) {
    problems.push("its versionAttribute is the stored name of an attribute; write a text such as 'schemaVersion'");
    return;
  }
  const where = `'${name}', which holds its version,`;
  const owner = Object.values(attributes).find((attribute) => attribute.name === name);
  if (owner !== undefined)
    problems.push(`${where} is the stored name of '${owner.property}'; give it another versionAttribute`);
  const made = [...key.attributes, ...derived].some((attribute) => attribute.name === name);
  if (owner === undefined && (made || name === entity?.attribute || name === timeToLive))
    problems.push(`${where} is made for the table already; give it another versionAttribute`);
}

/** Returns the steps by version. They have no gap, and lead to the version of the class. */
function stepsOf(version: number, upgrade: UpgradeSteps, problems: string[]): Map<number, UpgradeStep> {
  const steps = new Map<number, UpgradeStep>();
  if (!isOptions(upgrade)) {
    problems.push(`its upgrade must be an object of steps, such as { 1: (item) => … }, not ${typeText(upgrade)}`);
    return steps;
  }
  for (const [name, step] of Object.entries(upgrade)) {
    const from = Number(name);
    if (!isWhole(from, 1) || String(from) !== name || from >= version)
      problems.push(
        `upgrade[${name}] is no step to version ${version}: the steps are numbered from 1 to ${version - 1}`,
      );
    else if (typeof step !== 'function')
      problems.push(`upgrade[${name}] must be a function that returns an item of version ${from + 1}`);
    else steps.set(from, step);
  }
  const first = Math.min(version - 1, ...steps.keys());
  for (let from = Math.max(first, 1); from < version; from++)
    if (!(String(from) in upgrade))
      problems.push(
        `it has no upgrade[${from}], which makes items of version ${from + 1} from those of ${from}; add it`,
      );
  return steps;
}
