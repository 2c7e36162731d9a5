import { expect, it } from 'vitest'
import { dropImpliedDependencies } from '#infra/packaging/implied-dependencies.ts'

const left = (DependsOn: string | string[], Properties: unknown) => {
  const resources = { It: { DependsOn, Properties } }
  dropImpliedDependencies(resources)
  return resources.It.DependsOn
}

const placeholder = (name: string) => `\${${name}}`

it.each([
  ['a Ref', { Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Role' }]] } }],
  ['a GetAtt', { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } }],
  ['a GetAtt in its short form', { Role: { 'Fn::GetAtt': 'Role.Arn' } }],
  ['a Sub', { Policies: [{ Resource: { 'Fn::Sub': `${placeholder('Role')}/*` } }] }],
  ['a Sub of an attribute', { Policies: [{ Resource: { 'Fn::Sub': `${placeholder('Role.Arn')}/*` } }] }],
  ['a value of a Sub', { Resource: { 'Fn::Sub': [`${placeholder('it')}/*`, { it: { Ref: 'Role' } }] } }],
])('drops a dependency that %s says already', (_, properties) => {
  expect(left('Role', properties)).toBeUndefined()
  expect(left(['Group', 'Role'], properties)).toEqual(['Group'])
})

it.each([
  ['says nothing of it', { Name: 'Role' }],
  ['names it literally in a Sub', { Resource: { 'Fn::Sub': placeholder('!Role') } }],
  ['gives a value of that name to a Sub', { Resource: { 'Fn::Sub': [placeholder('Role'), { Role: 'text' }] } }],
])('keeps a dependency where the resource %s', (_, properties) => {
  expect(left('Role', properties)).toEqual(['Role'])
})
