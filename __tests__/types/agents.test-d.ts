import type { AgentInputItem, Session } from '@openai/agents-core';
import type { Storage } from '@strands-agents/sdk';
import type { DynamoSpaces } from 'annotable';
import { DynamoSession, DynamoStorage, spaceDriver } from 'annotable/agents';
import type { Driver } from 'unstorage';

declare const spaces: DynamoSpaces;

export const session: Session = new DynamoSession<AgentInputItem>(spaces, 'id');
export const storage: Storage = new DynamoStorage(spaces, 'name');
export const driver: Driver = spaceDriver(spaces.space('name'));

// @ts-expect-error the items of a session are objects
export const texts = new DynamoSession<string>(spaces, 'id');
// @ts-expect-error a session of other items is not one of the SDK
export const other: Session = new DynamoSession<{ n: number }>(spaces, 'id');
