import { CreateStateMachine } from './operations/CreateStateMachine.ts'
import { DeleteStateMachine } from './operations/DeleteStateMachine.ts'
import { DescribeExecution } from './operations/DescribeExecution.ts'
import { DescribeStateMachine } from './operations/DescribeStateMachine.ts'
import { DescribeStateMachineForExecution } from './operations/DescribeStateMachineForExecution.ts'
import { GetExecutionHistory } from './operations/GetExecutionHistory.ts'
import { ListExecutions } from './operations/ListExecutions.ts'
import { ListStateMachines } from './operations/ListStateMachines.ts'
import { ListTagsForResource } from './operations/ListTagsForResource.ts'
import { RedriveExecution } from './operations/RedriveExecution.ts'
import { SendTaskFailure } from './operations/SendTaskFailure.ts'
import { SendTaskHeartbeat } from './operations/SendTaskHeartbeat.ts'
import { SendTaskSuccess } from './operations/SendTaskSuccess.ts'
import { StartExecution } from './operations/StartExecution.ts'
import { StartSyncExecution } from './operations/StartSyncExecution.ts'
import { StopExecution } from './operations/StopExecution.ts'
import { TagResource } from './operations/TagResource.ts'
import { TestState } from './operations/TestState.ts'
import { UntagResource } from './operations/UntagResource.ts'
import { UpdateStateMachine } from './operations/UpdateStateMachine.ts'
import { ValidateStateMachineDefinition } from './operations/ValidateStateMachineDefinition.ts'

/** Every operation, by its name. */
export const OPERATIONS = {
  CreateStateMachine,
  DeleteStateMachine,
  DescribeExecution,
  DescribeStateMachine,
  DescribeStateMachineForExecution,
  GetExecutionHistory,
  ListExecutions,
  ListStateMachines,
  ListTagsForResource,
  RedriveExecution,
  SendTaskFailure,
  SendTaskHeartbeat,
  SendTaskSuccess,
  StartExecution,
  StartSyncExecution,
  StopExecution,
  TagResource,
  TestState,
  UntagResource,
  UpdateStateMachine,
  ValidateStateMachineDefinition,
}
