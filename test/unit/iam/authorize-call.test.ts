import { describe, expect, it } from 'vitest'
import { accessDenied, judgeCall } from '#local/iam/authorize-call.ts'
import type { Statement } from '#local/iam/policy.ts'
import type { Principal } from '#local/kernel/kernel.ts'

const account = '000000000000'
const queue = `arn:aws:sqs:r:${account}:q`
const roleArn = `arn:aws:iam::${account}:role/r`
const role: Principal = { kind: 'role', arn: `arn:aws:sts::${account}:assumed-role/r/s`, roleArn, sessionName: 's' }
const root: Principal = { kind: 'root', arn: `arn:aws:iam::${account}:root` }
const events: Principal = { kind: 'service', arn: 'events.amazonaws.com', service: 'events.amazonaws.com' }
const allow = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queue } as const
const deny = { ...allow, Effect: 'Deny' } as const

const judge = (principal: Principal, identity: Statement[], onQueue: Statement[] | null | undefined, context = {}) =>
  judgeCall({
    principal,
    account,
    action: 'sqs:SendMessage',
    resource: queue,
    identity: [{ Statement: identity }],
    resourcePolicy: onQueue ? { Statement: onQueue } : onQueue,
    context,
  })

describe("a call, by the role's and the resource's policies together", () => {
  const toRole = { AWS: roleArn }
  const toService = { Service: 'events.amazonaws.com' }
  it.each<[string, Principal, Statement[], Statement[] | null | undefined, string]>([
    ['a role that neither lets in', role, [], undefined, 'implicit-deny'],
    ['a role that its own policy allows', role, [allow], undefined, 'allowed'],
    ['a role that only the resource names', role, [], [{ ...allow, Principal: toRole }], 'allowed'],
    ['a session that only the resource names', role, [], [{ ...allow, Principal: { AWS: role.arn } }], 'allowed'],
    ['a role that the resource knows as everybody', role, [], [{ ...allow, Principal: '*' }], 'allowed'],
    ['a role whose account alone is named', role, [], [{ ...allow, Principal: { AWS: root.arn } }], 'implicit-deny'],
    ['another role', role, [], [{ ...allow, Principal: { AWS: `${roleArn}2` } }], 'implicit-deny'],
    ['a deny on the resource', role, [allow], [{ ...deny, Principal: '*' }], 'explicit-deny'],
    ['a deny for the account', role, [allow], [{ ...deny, Principal: { AWS: account } }], 'explicit-deny'],
    ['a deny for all but this role', role, [allow], [{ ...deny, NotPrincipal: toRole }], 'allowed'],
    ['a deny in the role', role, [deny], [{ ...allow, Principal: toRole }], 'explicit-deny'],
    ['the operator', root, [], undefined, 'allowed'],
    ['the operator under a deny', root, [], [{ ...deny, Principal: '*' }], 'explicit-deny'],
    ['a service that is named', events, [], [{ ...allow, Principal: toService }], 'allowed'],
    ['a service that is not', events, [], [{ ...allow, Principal: { Service: 'sns.amazonaws.com' } }], 'implicit-deny'],
    ['a service, and no policy', events, [], undefined, 'implicit-deny'],
    ['a service, and a resource that has no policies', events, [], null, 'allowed'],
  ])('%s', (_, principal, identity, onQueue, outcome) => {
    expect(judge(principal, identity, onQueue).outcome).toBe(outcome)
  })

  it('a service comes in only for the source that the condition names', () => {
    const statement: Statement = {
      ...allow,
      Principal: toService,
      Condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:events:r:1:rule/a' } },
    }
    const from = (rule: string) =>
      judge(events, [], [statement], { 'aws:SourceArn': `arn:aws:events:r:1:rule/${rule}` }).outcome
    expect([from('a'), from('b')]).toEqual(['allowed', 'implicit-deny'])
    expect(judge(events, [], [statement]).outcome).toBe('implicit-deny')
  })

  it('says who may not do what, on what, and why, as AWS does', () => {
    const said = (principal: Principal, identity: Statement[], onQueue?: Statement[]) =>
      accessDenied(principal, 'sqs:SendMessage', queue, judge(principal, identity, onQueue)).message
    const what = `is not authorized to perform: sqs:SendMessage on resource: ${queue}`
    expect(said(role, [])).toBe(
      `User: ${role.arn} ${what} because no identity-based policy allows the sqs:SendMessage action`,
    )
    expect(said(role, [deny])).toBe(`User: ${role.arn} ${what} with an explicit deny in an identity-based policy`)
    expect(said(role, [allow], [{ ...deny, Principal: '*' }])).toBe(
      `User: ${role.arn} ${what} with an explicit deny in a resource-based policy`,
    )
    expect(said(events, [])).toBe(
      `User: ${events.arn} ${what} because no resource-based policy allows the sqs:SendMessage action`,
    )
  })
})
