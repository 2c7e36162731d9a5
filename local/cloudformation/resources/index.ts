import type { ResourceType } from '../resource-type.ts'
import { httpApi, httpApiIntegration, httpApiRoute, httpApiStage } from './apigatewayv2.ts'
import { scalableTarget, scalingPolicy } from './application-autoscaling.ts'
import { cloudwatchAlarm } from './cloudwatch-alarm.ts'
import { dynamodbTable } from './dynamodb-table.ts'
import { eventsRule } from './events-rule.ts'
import { iamPolicy, iamRole } from './iam-role.ts'
import {
  lambdaEventInvokeConfig,
  lambdaEventSourceMapping,
  lambdaFunction,
  lambdaPermission,
} from './lambda-function.ts'
import { logsLogGroup } from './logs-log-group.ts'
import { s3Bucket, s3BucketPolicy } from './s3-bucket.ts'
import { schedulerSchedule, schedulerScheduleGroup } from './scheduler-schedule.ts'
import { snsTopic, snsTopicPolicy } from './sns-topic.ts'
import { sqsQueue, sqsQueuePolicy } from './sqs-queue.ts'
import { stepfunctionsStateMachine } from './stepfunctions-state-machine.ts'

export const RESOURCE_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::ApiGatewayV2::Api': httpApi,
  'AWS::ApiGatewayV2::Integration': httpApiIntegration,
  'AWS::ApiGatewayV2::Route': httpApiRoute,
  'AWS::ApiGatewayV2::Stage': httpApiStage,
  'AWS::ApplicationAutoScaling::ScalableTarget': scalableTarget,
  'AWS::ApplicationAutoScaling::ScalingPolicy': scalingPolicy,
  'AWS::CloudWatch::Alarm': cloudwatchAlarm,
  'AWS::DynamoDB::Table': dynamodbTable,
  'AWS::Events::Rule': eventsRule,
  'AWS::IAM::Policy': iamPolicy,
  'AWS::IAM::Role': iamRole,
  'AWS::Lambda::EventInvokeConfig': lambdaEventInvokeConfig,
  'AWS::Lambda::EventSourceMapping': lambdaEventSourceMapping,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::Permission': lambdaPermission,
  'AWS::Logs::LogGroup': logsLogGroup,
  'AWS::S3::Bucket': s3Bucket,
  'AWS::S3::BucketPolicy': s3BucketPolicy,
  'AWS::SNS::Topic': snsTopic,
  'AWS::SNS::TopicPolicy': snsTopicPolicy,
  'AWS::SQS::Queue': sqsQueue,
  'AWS::SQS::QueuePolicy': sqsQueuePolicy,
  'AWS::Scheduler::Schedule': schedulerSchedule,
  'AWS::Scheduler::ScheduleGroup': schedulerScheduleGroup,
  'AWS::StepFunctions::StateMachine': stepfunctionsStateMachine,
}
