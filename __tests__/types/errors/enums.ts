import { Attribute, Enum } from 'annotable';

enum Color {
  Red = 'RED',
}
enum Level {
  Low = 1,
}
declare const anyStrings: readonly string[];

// says: the enum of 'state' lacks 'sent', which the property's type has
@Enum({ state: ['open', 'paid'] })
export class Missing {
  @Attribute(String) state!: 'open' | 'paid' | 'sent';
}

// says: the enum of 'state' lists 'lost', which the property's type lacks
@Enum({ state: ['open', 'lost'] })
export class TooMany {
  @Attribute(String) state!: 'open';
}

// says: 'state' is a string, and its enum lists '1', which is none
@Enum({ state: [1] })
export class AnyString {
  @Attribute(String) state!: string;
}

// says: 'level' is any number: its type must be the union of its enum's values
@Enum({ level: [1] })
export class AnyNumber {
  @Attribute(Number) level!: number;
}

// says: 'flag' can't have an enum: its type must be a union of strings or numbers
@Enum({ flag: ['true'] })
export class NoUnion {
  @Attribute(Boolean) flag!: boolean;
}

// says: the class has no public property 'status'
@Enum({ status: ['open'] })
export class NoSuchProperty {
  @Attribute(String) state!: 'open';
}

export class Properties {
  // says: the enum of 'missing' lacks 'paid', which the property's type has
  @Enum(['open']) missing!: 'open' | 'paid';
  // says: the enum of 'tooMany' lists 'lost', which the property's type lacks
  @Enum(['open', 'lost']) tooMany!: 'open';
  // says: 'anyString' is a string, and its enum lists '1', which is none
  @Enum([1]) anyString!: string;
  // says: the enum of 'color' lacks 'GREEN', which the property's type has
  @Enum(Color) color!: 'RED' | 'GREEN';
  // says: the enum of 'notConst' is a list of any strings: write the list with 'as const'
  @Enum(anyStrings) notConst!: 'open';
  // says: this form stands on a class; on a property, write the form without the property's name where there is one
  @Enum({ classForm: ['open'] }) classForm!: 'open';
}

// says: this form stands on a property; on the class, write the form that names the property: @Enum({ color: Color })
@Enum(['open'])
export class PropertyForm {
  @Attribute(String) state!: 'open';
}

// says: this form stands on a property; on the class, write the form that names the property: @Enum({ color: Color })
@Enum(Color)
export class EnumObjectOnClass {
  @Attribute(String) color!: Color;
}

export class EnumObjects {
  // says: an enum is no attribute type: write @Enum(Color) @Attribute(String), or Number for numbers
  @Attribute(Color) color!: Color;
  // says: an enum is no attribute type: write @Enum(Color) @Attribute(String), or Number for numbers
  @Attribute(Level) level!: Level;
  // says: Did you mean to write 'name'?
  @Attribute({ nam: 'x' }) typo!: string;
}
