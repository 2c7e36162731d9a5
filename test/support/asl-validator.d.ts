/** The package's own types lie where its `exports` do not point. */
declare module 'asl-validator' {
  export default function validate(definition: unknown): {
    isValid: boolean
    errors: { 'Error code': string; Message: string }[]
    errorsText: (separator?: string) => string
  }
}
