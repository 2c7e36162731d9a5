import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Clock } from '../clock/clock.ts'
import type { Faults } from '../faults/faults.ts'
import type { PolicyDocument } from '../iam/policy.ts'
import type { Store } from '../store/store.ts'

/** Who calls. */
export type Principal =
  /** The operator's own keys, or the runtime itself acting for them: everything is allowed. */
  | { kind: 'root'; arn: string }
  /** A role's session: each call is evaluated against the role's policies. */
  | { kind: 'role'; arn: string; roleArn: string; sessionName: string }
  /** An AWS service acting by itself, e.g. `events.amazonaws.com`; `sourceArn` is the rule, schedule, ... */
  | { kind: 'service'; arn: string; service: string; sourceArn?: string }

/** The circumstances of one call of one operation. */
export interface Call {
  principal: Principal
  requestId: string
  sourceIp: string
}

/** What a call needs to be allowed to do. */
export interface Permission {
  action: string
  resource: string
  /** Condition keys beside the global ones (`aws:PrincipalArn`, `aws:SourceArn`, ...), which every call has. */
  context?: Record<string, string | string[]>
}

/**
 * Input and output have the members of AWS's API model, PascalCase as there: timestamps are `Date`, blobs are
 * `Buffer` (or, for a streaming output, a `Readable`). Throw `AwsError` to refuse.
 */
export type OperationHandler = (input: any, call: Call) => unknown

export interface Service {
  /** The name of the model in wire/models, e.g. `stepfunctions`, `sagemaker-runtime`. */
  readonly name: string
  readonly operations: Readonly<Record<string, OperationHandler>>
  /** What a call of an operation needs. Without it: `<prefix>:<Operation>` on `*`. */
  permissions?(operation: string, input: any): Permission[]
  /**
   * The policy that stands on one of the service's resources, by the ARN that `permissions` names (an object's ARN finds
   * its bucket's policy); undefined where the resource has none, null where there is no such resource, which the operation
   * itself then says. `kernel.authorize` asks for it and evaluates it, so a
   * service that has this method does nothing else: AWS services come in only where such a policy lets them, and its
   * denies hold for everybody. A service without it has no resource policies, and AWS services may call it.
   */
  resourcePolicy?(arn: string): PolicyDocument | undefined | null
  /** Takes up again what a former process left, once every service is there. */
  start?(): void | Promise<void>
  stop?(): void | Promise<void>
}

/** An event that an AWS service itself puts on the default bus. */
export interface AwsEvent {
  source: `aws.${string}`
  detailType: string
  resources: string[]
  detail: Record<string, unknown>
}

export interface MetricDatum {
  namespace: string
  name: string
  dimensions: Record<string, string>
  value: number
  unit: string
  /** Seconds that its values are gathered in; a minute where it does not say. */
  resolution?: number
}

export interface Credentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
  /** Epoch ms after which they are refused; without, they hold for as long as the runtime's state. */
  expiresAt?: number
  principal: Principal
}

/** What every service of the runtime is given. It knows AWS, not Trimtab. */
export interface Kernel {
  readonly account: string
  readonly region: string
  readonly clock: Clock
  readonly store: Store
  /** The folder that holds everything that outlives the process. */
  readonly stateDir: string
  /** The runtime's own base URL, e.g. http://127.0.0.1:4566; empty until it listens. */
  endpoint: string
  /** A connection to the endpoint that stays in this process. */
  connect: () => Duplex
  /** What goes wrong on purpose. */
  readonly faults: Faults
  /** The operator. */
  readonly root: Principal

  /** Calls an operation in process: validated and authorised exactly as over the wire. */
  call(service: string, operation: string, input: any, principal: Principal): Promise<any>
  /**
   * Refuses with AccessDeniedException what the principal may not do: by the policies of its role and by the policy of
   * the resource (`Service.resourcePolicy`). For an AWS service give `{ kind: 'service', service: 'events.amazonaws.com',
   * arn: the same, sourceArn: the rule, topic, bucket, ... }`; its `sourceArn` is `aws:SourceArn` in conditions. `call`
   * and the wire do this by themselves for every operation.
   */
  authorize(principal: Principal, permissions: Permission[]): void
  /** Set by the iam service; until then everything is allowed. Of the operator it is asked where a resource has a policy. */
  evaluate: (principal: Principal, permission: Permission) => void
  /**
   * The session of a role as which an AWS service acts on behalf of `sourceArn` (a machine, a schedule, a job). Refuses
   * with AccessDeniedException when the role is missing or its trust policy does not let the service assume it.
   */
  assumeRole(service: string, roleArn: string, sessionName: string, sourceArn?: string): Principal
  /** Refuses as assumeRole does. For operations that are given a role: AWS looks at its trust when it is handed over. */
  trust: (service: string, roleArn: string, sourceArn?: string) => void

  /** Keys for a role's session, as a Lambda environment or a job gets them; AssumeRole's expire (epoch ms). */
  issueCredentials(roleArn: string, sessionName: string, expiresAt?: number): Credentials
  findCredentials(accessKeyId: string): Credentials | undefined

  /** Puts an event of an AWS service on the default bus; listeners are called in the same turn. */
  emit(event: AwsEvent): void
  onEvent(listener: (event: AwsEvent) => void): () => void
  metric(datum: MetricDatum): void
  onMetric(listener: (datum: MetricDatum) => void): () => void
  /** Appends to a CloudWatch log stream, making group and stream where missing. */
  log(group: string, stream: string, message: string): void
  onLog(listener: (group: string, stream: string, message: string, at: number) => void): () => void

  register(service: Service): void
  service(name: string): Service | undefined
  services(): Iterable<Service>
  requestId(): string
  /** `arn:aws:<service>:<region>:<account>:<resource>` */
  arn(service: string, resource: string): string
}

/** A service that answers HTTP itself, because its bodies stream or its protocol is its own (s3, dynamodb, httpapi). */
export interface HttpService extends Service {
  /** The caller's signature over the headers is already checked; without one `principal` is undefined. */
  handle(req: IncomingMessage, res: ServerResponse, call: HttpCall): Promise<void>
}

export interface HttpCall extends Omit<Call, 'principal'> {
  principal: Principal | undefined
  url: URL
  /** The whole body, already read for the signature; undefined for s3, which reads its own stream. */
  body: Buffer | undefined
}
