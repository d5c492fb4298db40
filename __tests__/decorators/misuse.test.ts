import { Attribute, type EntityClass, ModelDefinitionError, PartitionKey, schemaOf, Table } from 'annotable';

/** Casts a decorator, because the compiler rejects these places too. */
const untyped = (decorator: unknown): ((target: unknown, place: unknown) => void) => decorator as never;

function problemsOf(model: EntityClass): readonly string[] {
  try {
    schemaOf(model);
  } catch (error) {
    if (error instanceof ModelDefinitionError) return error.problems;
    throw error;
  }
  return [];
}

const cure = 'only a plain instance property is stored';

describe('a decorator in an invalid place', () => {
  test('is reported on a static property', () => {
    @Table('misused')
    class Model {
      @PartitionKey() @Attribute(String) id!: string;
      @untyped(Attribute(String)) static shared: string;
    }
    expect(problemsOf(Model)).toEqual([
      expect.stringMatching(`^shared: @Attribute can't stand on a static .*; ${cure}$`),
    ]);
  });

  test('is reported on a method, a getter and a setter', () => {
    @Table('misused')
    class Model {
      @PartitionKey() @Attribute(String) id!: string;
      @untyped(Attribute(String)) method(): string {
        return '';
      }
      @untyped(Attribute(String)) get getter(): string {
        return '';
      }
      @untyped(PartitionKey()) set setter(_value: string) {}
    }
    const problems = problemsOf(Model);
    expect(problems).toHaveLength(3);
    expect(problems).toContain(`method: @Attribute can't stand on a method; ${cure}`);
    expect(problems).toContainEqual(
      expect.stringMatching(`^getter: @Attribute can't stand on (a getter|an accessor); ${cure}$`),
    );
    expect(problems).toContainEqual(
      expect.stringMatching(`^setter: @PartitionKey can't stand on (a setter|an accessor); ${cure}$`),
    );
  });

  test('is reported on a symbol', () => {
    const hidden = Symbol('hidden');
    @Table('misused')
    class Model {
      @PartitionKey() @Attribute(String) id!: string;
      @untyped(Attribute(String)) [hidden]!: string;
    }
    expect(problemsOf(Model)).toEqual(['Symbol(hidden): @Attribute needs a property whose name is an ordinary string']);
  });

  test('is reported on a #private property and an auto-accessor of the standard dialect', () => {
    const metadata = {};
    for (const context of [
      { kind: 'field', name: 'id', static: false, private: false, metadata },
      { kind: 'field', name: '#secret', static: false, private: true, metadata },
      { kind: 'accessor', name: 'auto', static: false, private: false, metadata },
    ]) {
      untyped(Attribute(String))(undefined, context);
    }
    class Model {}
    Object.defineProperty(Model, (Symbol as unknown as { metadata: symbol }).metadata, { value: metadata });
    untyped(Table('misused'))(Model, { kind: 'class', name: 'Model', metadata });
    untyped(PartitionKey('id'))(Model, { kind: 'class', name: 'Model', metadata });
    expect(problemsOf(Model)).toEqual([
      `#secret: @Attribute can't stand on a private field; ${cure}`,
      `auto: @Attribute can't stand on an accessor; ${cure}`,
    ]);
  });

  test('is reported together with all problems of the class and its parent', () => {
    class Parent {
      @untyped(Attribute(String)) method(): void {}
    }
    class Model extends Parent {
      @untyped(Attribute(String)) static shared: string;
      @untyped(Attribute(Map)) map!: Map<string, string>;
    }
    const text = problemsOf(Model).join('\n');
    expect(text).toMatch(/method: .*\n(.*\n)*shared: .*\n(.*\n)*/);
    expect(text).toContain('Model.map: a Map is no attribute type; use a plain object with @Attribute(mapOf(String))');
    expect(text).toContain('@Table');
    expect(text).toContain('@PartitionKey');
  });

  test('does not affect the message of a class without decorators', () => {
    class Plain {}
    expect(() => schemaOf(Plain)).toThrow(ModelDefinitionError);
    expect(() => schemaOf(Plain)).toThrow("Plain can't be a model");
  });
});
