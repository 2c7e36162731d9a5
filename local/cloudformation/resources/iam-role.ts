import type { IamService, RoleSpec } from '../../iam/index.ts'
import type { ResourceType } from '../resource-type.ts'

export const iamRole: ResourceType = {
  withoutEffect: ['Tags'],
  async put({ kernel, generatedName }, properties, previous) {
    const RoleName = properties.RoleName ?? previous?.made.ref ?? generatedName(64)
    const policies = (properties.Policies ?? []).map(({ PolicyName, PolicyDocument }: any) => [
      PolicyName,
      PolicyDocument,
    ])
    const spec: RoleSpec = {
      RoleName,
      Path: properties.Path,
      Description: properties.Description,
      MaxSessionDuration: properties.MaxSessionDuration,
      AssumeRolePolicyDocument: properties.AssumeRolePolicyDocument,
      policies: Object.fromEntries(policies),
      managed: properties.ManagedPolicyArns,
    }
    const role = (kernel.service('iam') as IamService).putRole(spec)
    return { ref: RoleName, attributes: { Arn: role.Arn, RoleId: role.RoleId } }
  },
  async remove({ kernel }, made) {
    ;(kernel.service('iam') as IamService).deleteRole(made.ref)
  },
}

/** AWS::IAM::Policy: inline policies of the roles that it names. */
export const iamPolicy: ResourceType = {
  async put({ kernel, logicalId }, { PolicyName, PolicyDocument, Roles = [] }) {
    for (const role of Roles) (kernel.service('iam') as IamService).putRolePolicy(role, PolicyName, PolicyDocument)
    return { ref: logicalId, attributes: {} }
  },
  async remove({ kernel }, _, { PolicyName, Roles = [] }) {
    for (const role of Roles) (kernel.service('iam') as IamService).deleteRolePolicy(role, PolicyName)
  },
}
