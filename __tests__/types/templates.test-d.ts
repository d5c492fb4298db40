/** The subpath `annotable/templates`: what the compiler accepts and refuses. */

import { Attribute, BaseRepository, DynamoSpaces, PartitionKey, Repository, schemaOf, Table } from 'annotable';
import { type CloudFormationTemplate, type IamPolicy, iamPolicy, tableTemplate } from 'annotable/templates';

@Table('notes')
@PartitionKey('id')
class Note {
  @Attribute(String) id!: string;
}

@Repository(Note)
class Notes extends BaseRepository<Note, 'id'> {}

abstract class Family {}

const notes = new Notes();
const template: CloudFormationTemplate = tableTemplate([Note, Notes, notes, schemaOf(Note), Family], 'cloudformation');
const source: string = tableTemplate(notes, 'terraform');
const policy: IamPolicy = iamPolicy([Note, notes], { operations: ['get', 'table.ensure', 'read', 'putJson'] });
const spaces = new DynamoSpaces();
const ofAgents: IamPolicy = iamPolicy(spaces, { operations: ['DynamoSaver', 'list', 'put'], kmsKeys: { key: 'arn' } });
export const accepted: readonly unknown[] = [template, source, policy, ofAgents, tableTemplate(spaces, 'cdk')];

// @ts-expect-error
tableTemplate('notes', 'cloudformation');
// @ts-expect-error
tableTemplate(Note, 'pulumi');
// @ts-expect-error
export const text: string = tableTemplate(Note, 'cloudformation');
// @ts-expect-error
iamPolicy(Note, {});
// @ts-expect-error
iamPolicy(Note, { operations: ['getItem'] });
// @ts-expect-error
iamPolicy(Note, { operations: ['get'], regions: ['eu-west-1'] });
// @ts-expect-error
iamPolicy(Note, { operations: ['get'], kmsKeys: { oldKeys: [] } });
