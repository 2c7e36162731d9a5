import { type ApiModel, apiModel, type OperationModel, type Shape, type ShapeRef } from '../../wire/model.ts'

/** AWS's model of S3: where each member of an input or output travels. */
export const MODEL: ApiModel = apiModel('s3')!

export const operationModel = (name: string): OperationModel => MODEL.operations[name]!

export const shapeOf = (ref: Pick<ShapeRef, 'shape'>): Shape => MODEL.shapes[ref.shape]!

export const membersOf = (shape: Shape): [string, ShapeRef][] => Object.entries(shape.members ?? {})
