import { filledProperties } from '../json/filled.ts';
import type { AttributeSchema } from '../schema/attribute-schema.ts';
import { trackerAttributes } from '../status/own-attributes.ts';
import { machineOf } from '../status/transitions.ts';
import { accessPaths, elementType, enumJson, shownType } from './access-paths.ts';
import type { AttributeInfo, ModelInfo } from './api-types.ts';
import { versionProperty } from './expected-state.ts';
import type { StudioModel } from './studio-model.ts';

/** Describes a model for the page. */
export function modelInfo(model: StudioModel): ModelInfo {
  const { name, kind, schema } = model;
  const version = versionProperty(schema);
  return {
    name,
    kind,
    table: schema.table.name,
    ...(schema.entity && { entity: schema.entity.name }),
    paths: accessPaths(schema),
    attributes: Object.values(schema.attributes)
      .filter(({ hidden }) => !hidden)
      .map((attribute) => attributeInfo(model, attribute)),
    keyProperties: schema.key.paths,
    ...(version !== undefined && { versionProperty: version }),
    ...(kind === 'tracker' && { statuses: statusesOf(model) }),
  };
}

function statusesOf({ schema }: StudioModel): NonNullable<ModelInfo['statuses']> {
  const machine = machineOf(schema);
  return machine.statuses.map((name) => ({ name, isFinal: machine.isFinal(name) }));
}

function attributeInfo({ schema, kind }: StudioModel, attribute: AttributeSchema): AttributeInfo {
  const { property, name, optional, readOnly, unique, encryption, derivedFrom, codec } = attribute;
  const element = elementType(codec);
  const values = enumJson(codec);
  const isFilled = filledProperties(schema).has(property) || (kind === 'tracker' && trackerAttributes.has(property));
  return {
    property,
    stored: name,
    type: shownType(codec),
    ...(element && { element }),
    isKey: schema.key.has(attribute),
    isOptional: optional,
    isReadOnly: readOnly || isFilled,
    isUnique: unique,
    isTimeToLive: schema.timeToLive === attribute,
    isEncrypted: encryption !== undefined,
    ...(derivedFrom && { derivedFrom }),
    ...(values && { enum: values }),
  };
}
