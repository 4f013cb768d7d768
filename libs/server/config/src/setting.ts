import 'reflect-metadata';

/** How one setting is read from the environment. */
export interface SettingOptions<T> {
  env: string;
  /** What it does, with units; goes into the documentation. */
  description: string;
  /** Turns the text into a value; throws an `Error` whose message completes "NAME …" and never holds the value. */
  parse: (text: string) => T;
  /** Used when the variable is absent or empty. Without one the setting is required. */
  default?: T;
  /** Marks values that must never be printed. */
  secret?: boolean;
}

export interface SettingDefinition extends SettingOptions<unknown> {
  property: string;
  required: boolean;
}

type SettingsClass<T extends object> = new () => T;

/** A settings class whose values must also go together. */
export interface CheckedTogether {
  /** What is wrong with values of which each is well formed; asked only then. Never holds a value. */
  faults(): string[];
}

const definitions = new Map<object, SettingDefinition[]>();

/** Declares a property of a settings class as read from one environment variable. */
export function Setting<T>(options: SettingOptions<T>): PropertyDecorator {
  return (prototype, property) => {
    const known = definitions.get(prototype) ?? [];
    known.push({
      ...(options as SettingOptions<unknown>),
      property: String(property),
      required: !('default' in options),
    });
    definitions.set(prototype, known);
  };
}

/** The settings a class declares, in order. */
export function settingsOf(type: SettingsClass<object>): SettingDefinition[] {
  return definitions.get(type.prototype as object) ?? [];
}

/** Every fault of the environment at once; values are never part of the message. */
export class InvalidSettingsError extends Error {
  constructor(readonly faults: string[]) {
    super(`The settings are not valid:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'InvalidSettingsError';
  }
}

/**
 * Reads settings classes from an environment; the results are frozen.
 * @throws InvalidSettingsError with all faults of all classes
 */
export function readSettings<T extends object[]>(
  environment: Record<string, string | undefined>,
  ...types: { [K in keyof T]: SettingsClass<T[K]> }
): T {
  const faults: string[] = [];
  const values = types.map((type) => {
    const target = new type() as Record<string, unknown>;
    const known = faults.length;
    for (const definition of settingsOf(type)) {
      const text = environment[definition.env]?.trim();
      if (text === undefined || text === '') {
        if (definition.required) faults.push(`${definition.env} is required: ${definition.description}`);
        else target[definition.property] = definition.default;
        continue;
      }
      try {
        target[definition.property] = definition.parse(text);
      } catch (error) {
        faults.push(`${definition.env} ${error instanceof Error ? error.message : 'is not valid'}`);
      }
    }
    if (faults.length === known && isCheckedTogether(target)) faults.push(...target.faults());
    return Object.freeze(target);
  });
  if (faults.length > 0) throw new InvalidSettingsError(faults);
  return values as unknown as T;
}

function isCheckedTogether(settings: object): settings is CheckedTogether {
  return 'faults' in settings && typeof settings.faults === 'function';
}
