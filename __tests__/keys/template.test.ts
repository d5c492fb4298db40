import { canReach } from '../../lib/keys/can-reach.ts';
import { parseTemplate } from '../../lib/keys/template.ts';
import { problemsOf, template } from './support.ts';

describe('a key template', () => {
  test('is parsed to literal texts and placeholders', () => {
    expect(template('ORDER#{placedAt}#{address.country|lower}#{n|pad:8}#{id|shard:8}')).toEqual({
      text: 'ORDER#{placedAt}#{address.country|lower}#{n|pad:8}#{id|shard:8}',
      pieces: [
        'ORDER#',
        { path: 'placedAt' },
        '#',
        { path: 'address.country', letters: 'lower' },
        '#',
        { path: 'n', pad: 8 },
        '#',
        { path: 'id', shards: 8 },
      ],
      placeholders: [
        { path: 'placedAt' },
        { path: 'address.country', letters: 'lower' },
        { path: 'n', pad: 8 },
        { path: 'id', shards: 8 },
      ],
      prefix: 'ORDER#',
    });
  });

  test('without a placeholder is a constant', () => {
    expect(template('PROFILE')).toEqual({ text: 'PROFILE', pieces: ['PROFILE'], placeholders: [], prefix: 'PROFILE' });
  });

  test('that begins with a placeholder has no prefix', () => {
    expect(template('{id}')).toMatchObject({ pieces: [{ path: 'id' }], prefix: '' });
  });

  test('contains braces as doubled braces', () => {
    expect(template('{{a}}#{{{id}}}').pieces).toEqual(['{a}#{', { path: 'id' }, '}']);
  });

  test.each([
    ['', "is empty; write a text, a {property}, or both, as in 'ORDER#{orderId}'"],
    ['A#{id', 'has a { without its }; close it as in {name}, or write {{ for the character {'],
    ['A#id}', 'has a } without its {; open it as in {name}, or write }} for the character }'],
    ['A#{}', '{} names no property; write one, as in {orderId}'],
    ['A#{|lower}', '{|lower} names no property; write one, as in {orderId}'],
    ['A#{ id | lower }', '{ id | lower } has a space; write {id|lower}'],
    ['A#{a..b}', '{a..b} has an empty step in its path; write it as in {address.country}'],
    ['{a}{b}', 'has no text between {a} and {b}; put a separator there, as in {a}#{b}'],
    ['{a|trim}', "{a|trim} has the modifier 'trim', which is unknown; there are lower, upper, pad:8, and shard:8"],
    ['{a|}', "{a|} has the modifier '', which is unknown; there are lower, upper, pad:8, and shard:8"],
    [
      '{a|lower:2}',
      "{a|lower:2} has the modifier 'lower:2', which is unknown; there are lower, upper, pad:8, and shard:8",
    ],
    ['{a|pad}', '{a|pad} needs a whole number of 1 to 38 for pad, as in pad:8'],
    ['{a|pad:0}', '{a|pad:0} needs a whole number of 1 to 38 for pad, as in pad:8'],
    ['{a|pad:39}', '{a|pad:39} needs a whole number of 1 to 38 for pad, as in pad:8'],
    ['{a|pad:1.5}', '{a|pad:1.5} needs a whole number of 1 to 38 for pad, as in pad:8'],
    ['{a|shard:1}', '{a|shard:1} needs a whole number of 2 to 1000 for shard, as in shard:8'],
    ['{a|shard:1001}', '{a|shard:1001} needs a whole number of 2 to 1000 for shard, as in shard:8'],
    ['{a|lower|upper}', "{a|lower|upper} has a second modifier of one kind, 'upper'; leave it out"],
    ['{a|shard:8|lower}', '{a|shard:8|lower} is a shard, which has no other modifier; leave it out'],
    ['{a|shard:8}#{b|shard:4}', 'has two shards; keep one'],
    ['A\ud800#{a}', 'contains half of a surrogate pair or U+10FFFF; leave it out'],
    ['A\u{10ffff}{a}', 'contains half of a surrogate pair or U+10FFFF; leave it out'],
  ])('is refused with the cure: %j', (text, message) => {
    expect(problemsOf(text)).toEqual([`template '${text}': ${message}`]);
  });

  test('that is no text is refused', () => {
    const problems: string[] = [];
    expect(parseTemplate(7 as unknown as string, (message) => problems.push(message))).toBeUndefined();
    expect(problems).toEqual(["a key template is a text such as 'ORDER#{orderId}', not a number"]);
  });

  test('reports all of its problems', () => {
    expect(problemsOf('{a|trim}{}#{')).toHaveLength(4);
  });

  test.each([
    ['{id|pad:8}#', 'B', 'escaped', '{id} is padded, but only numbers and texts can be; leave pad out'],
    ['{id|pad:8}#', 'date', 'plain', '{id} is padded, but only numbers and texts can be; leave pad out'],
    [
      '{id|pad:8}#',
      'S',
      'escaped',
      "{id} is a text, which is padded in plain form alone; leave pad out, or set { form: 'plain' }",
    ],
    [
      '{id}→',
      'S',
      'escaped',
      "the text after {id} begins with '→', which is not ASCII; begin it with a character such as #, or set { form: 'plain' } on the entity",
    ],
  ] as const)('is refused with a type or form that it does not fit: %s of %s, %s', (text, id, form, message) => {
    expect(problemsOf(text, { id }, form)).toEqual([`template '${text}': ${message}`]);
  });

  test('with a path whose type is unknown is left to the caller', () => {
    expect(problemsOf('{id}#{other}', { id: 'S' })).toEqual([]);
  });
});

describe('the range of a template', () => {
  test.each([
    ['ORDER#{id}', 'PROFILE'],
    ['ORDER#{id}', 'INVOICE#{id}'],
    ['ORDER#{id}', 'ORDER'],
    ['PROFILE', 'PROFILE#{id}'],
  ])('can not contain a key of another one: %s, %s', (from, to) => {
    expect(canReach(template(from), template(to))).toBe(false);
  });

  test.each([
    ['ORDER#{id}', 'ORDER#{id}#LINE'],
    ['ORDER#{id}', 'ORDER#LAST'],
    ['ORDER#LINE#{id}', 'ORDER#{id}'],
    ['ORDER#LAST', 'ORDER#{id}'],
    ['{id}', 'PROFILE'],
    ['PROFILE', '{id}'],
    ['PROFILE', 'PROFILE'],
    ['ORDER#{id}', 'ORDER$'],
  ])('can contain a key of another one: %s, %s', (from, to) => {
    expect(canReach(template(from), template(to))).toBe(true);
  });
});
