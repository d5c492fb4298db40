import { Attribute } from 'annotable';

export class Typeless {
  // standard says: 'name' needs a type, @Attribute(String) or another: standard decorators can't tell it
  @Attribute() name!: string;
}
