import { Attribute } from 'annotable';

export class Typeless {
  // standard says: 'name' needs a type, @Attribute(String) or another: standard decorators can't tell it
  @Attribute() name!: string;
  // standard says: 'note' needs a type, @Attribute(String) or another: standard decorators can't tell it
  @Attribute({ optional: true }) note?: string;
  // legacy says: 'absent' may be absent: say { optional: true }, or declare it without ?
  // standard says: 'absent' needs a type, @Attribute(String) or another: standard decorators can't tell it
  @Attribute({ name: 'a' }) absent?: string;
  // legacy says: 'there' is never absent: declare it with ?, or leave { optional: true } out
  // standard says: 'there' needs a type, @Attribute(String) or another: standard decorators can't tell it
  @Attribute({ optional: true }) there!: string;
}
