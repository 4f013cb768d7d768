import { FormControl, FormGroup, Validators } from '@angular/forms';
import { PASSWORD_MAX } from '@nora/ui';

/** What shows that it is really the owner of the account who asks. */
export interface Proof {
  /** Absent for an account without one. */
  password?: string;
  /** Of the second factor; absent where none is asked for. */
  code?: string;
}

/** Which proofs are asked for. */
export type AskedProofs = Record<keyof Proof, boolean>;

export type ProofForm = FormGroup<Record<keyof Proof, FormControl<string>>>;

/** Which field of the form a refusal concerns. */
export const PROOF_FIELDS = { password_wrong: 'password', second_factor_invalid: 'code' } as const;

const CODE_MIN = 6;
const CODE_MAX = 20;

/** A form for what is asked for; the rest of it is disabled, and so neither checked nor sent. */
export function createProofForm(asked: AskedProofs): ProofForm {
  const control = (enabled: boolean, ...limits: [number, number]) => {
    const [shortest, longest] = limits;
    const field = new FormControl('', {
      nonNullable: true,
      validators: [Validators.required, Validators.minLength(shortest), Validators.maxLength(longest)],
    });
    if (!enabled) field.disable();
    return field;
  };
  return new FormGroup({
    password: control(asked.password, 1, PASSWORD_MAX),
    code: control(asked.code, CODE_MIN, CODE_MAX),
  });
}

/** What was entered. Codes are often written in groups. */
export function proofOf({ controls: { password, code } }: ProofForm): Proof {
  return {
    ...(password.enabled ? { password: password.value } : {}),
    ...(code.enabled ? { code: code.value.replaceAll(/\s/g, '') } : {}),
  };
}
