import { Inject } from '@nestjs/common';
import type { RepositoryClass } from '../repository/any-repository.ts';

/** A decorator of a parameter of a constructor, or of a property. */
export type InjectDecorator = PropertyDecorator & ParameterDecorator;

const defaultName = 'default';

/**
 * Returns the token of a client of `AnnotableModule.forRoot`, for providers of your own and for tests.
 *
 * A test that overrides this provider replaces the client of all repositories.
 *
 * @param name - the name of the client. Default: the client without a name
 * @example
 * { provide: Jobs, useFactory: (client: Client) => new Jobs(client, { maxAttempts: 3 }), inject: [getClientToken()] }
 */
export function getClientToken(name: string = defaultName): string {
  return `annotable:client:${name}`;
}

/** Returns the token of what belongs to a client: its repositories and settings. */
export const connectionToken = (name: string = defaultName): string => `annotable:connection:${name}`;

/** Returns the token of the options of a client. */
export const optionsToken = (name: string = defaultName): string => `annotable:options:${name}`;

/**
 * Injects a client of `AnnotableModule.forRoot`.
 *
 * @param name - the name of the client. Default: the client without a name
 * @example
 * constructor(@InjectClient('archive') private readonly client: DynamoDBClient) {}
 */
export function InjectClient(name?: string): InjectDecorator {
  return Inject(getClientToken(name));
}

/** By class and by the name of the client. Symbols, because two classes can have one name. */
const repositoryTokens = new WeakMap<object, Map<string, symbol>>();

/**
 * Returns the token of a repository on one of several clients, for providers of your own and for tests.
 *
 * The class itself is a token too. Use this one in a module that has the same class on two clients.
 *
 * @param name - the name of the client. Default: the client without a name
 * @example
 * Test.createTestingModule({ imports }).overrideProvider(getRepositoryToken(Orders, 'archive')).useValue(fake)
 */
export function getRepositoryToken(Class: RepositoryClass, name: string = defaultName): symbol {
  const tokens = repositoryTokens.get(Class) ?? new Map<string, symbol>();
  repositoryTokens.set(Class, tokens);
  const token = tokens.get(name) ?? Symbol(`${Class.name} on annotable:client:${name}`);
  tokens.set(name, token);
  return token;
}

/**
 * Injects a repository of one of several clients. A repository of the only client needs no decorator.
 *
 * @param name - the name of the client. Default: the client without a name
 * @example
 * constructor(
 *   private readonly orders: Orders,
 *   @InjectRepository(Orders, 'archive') private readonly archived: Orders,
 * ) {}
 */
export function InjectRepository(Class: RepositoryClass, name?: string): InjectDecorator {
  return Inject(getRepositoryToken(Class, name));
}
