import { SetMetadata } from '@nestjs/common';

export const REBUILT_FROM = 'nora:rebuilt-from';

/** Shape of an answer that can be made again from what its call wrote. */
export type AnswerShape = 'deployment' | 'agent-and-deployment';

/**
 * Says how a handler's answer is made again when its process died after the commit. Without it the repetition is
 * told that the call was carried out (`conflict`).
 */
export const RebuiltFrom = (shape: AnswerShape): MethodDecorator => SetMetadata(REBUILT_FROM, shape);
