import { decode, encode, ExtensionCodec, ExtData } from '@msgpack/msgpack';

/** What Terraform does not know before it applies, with what it knows of it, which goes back as it came. */
export class Unknown {
  public constructor(
    public readonly code = 0,
    public readonly data: Uint8Array = new Uint8Array(1),
  ) {}
}

/** A value of Terraform; sets are lists whose order means nothing. */
export type Value = null | boolean | number | string | Unknown | readonly Value[] | { readonly [key: string]: Value };

export type ObjectValue = Readonly<Record<string, Value>>;

/** A value as messages have it. */
export interface DynamicValue {
  readonly msgpack?: Uint8Array;
  readonly json?: Uint8Array;
}

const codec = new ExtensionCodec();
// 0 is what is unknown, 12 what is unknown but for some of its properties.
for (const code of [0, 12]) {
  codec.register({
    type: code,
    encode: (value) => (value instanceof Unknown && value.code === code ? value.data : null),
    decode: (data) => new Unknown(code, Uint8Array.from(data)),
  });
}

export function fromMessage(message: DynamicValue): Value {
  const value = decode(message.msgpack ?? new Uint8Array([0xc0]), { extensionCodec: codec });
  if (value instanceof ExtData) throw new TypeError(`a value of the extension ${value.type} is none of Terraform`);
  return value as Value;
}

export function toMessage(value: Value): DynamicValue {
  return { msgpack: encode(value, { extensionCodec: codec }) };
}

export function isObject(value: Value | undefined): value is ObjectValue {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Unknown);
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}
