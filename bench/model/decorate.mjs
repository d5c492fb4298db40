// Applies TypeScript-style (experimental) decorators from plain JS, with design:type metadata as
// `emitDecoratorMetadata` would write it, so that the class-based contenders need no build step.
import 'reflect-metadata';
export function decorate(Class, classDecorators, props) {
  for (const [name, spec] of Object.entries(props)) {
    const [type, ...decs] = spec;
    if (type) Reflect.defineMetadata('design:type', type, Class.prototype, name);
    for (const d of decs.reverse()) d(Class.prototype, name);
  }
  let C = Class;
  for (const d of [...classDecorators].reverse()) C = d(C) ?? C;
  return C;
}
