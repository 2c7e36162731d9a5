"""What every module here is given: boto3 as it comes, told by its environment where AWS is."""

import functools
import itertools
import os

import boto3
from botocore.config import Config

# Waiters of boto3 look every 5 to 120 seconds.
OFTEN = {"Delay": 0.1, "MaxAttempts": 300}


class Aws:
    """Clients, made once each, and what the packaged service has created."""

    counter = itertools.count(1)

    @functools.cache
    def client(self, service, **options):
        return boto3.client(service, config=Config(retries={"total_max_attempts": 1}, **options))

    @functools.cached_property
    def stack(self):
        pages = self.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName="trimtab-dev")
        return {
            resource["LogicalResourceId"]: resource["PhysicalResourceId"]
            for page in pages
            for resource in page["StackResourceSummaries"]
        }

    @property
    def bucket(self):
        return self.stack["Bucket"]

    def role(self, logical_id):
        return f"arn:aws:iam::{self.account}:role/{self.stack[logical_id]}"

    @functools.cached_property
    def account(self):
        return self.client("sts").get_caller_identity()["Account"]

    @property
    def region(self):
        return os.environ["AWS_DEFAULT_REGION"]

    def name(self, prefix):
        return f"{prefix}-{next(self.counter)}"

    def new_bucket(self):
        name = self.name("interop-bucket")
        where = {"LocationConstraint": self.region}
        self.client("s3").create_bucket(Bucket=name, CreateBucketConfiguration=where)
        return name


class refused:
    """`with refused('NoSuchKey'):` holds when the body ends in that error of AWS."""

    def __init__(self, code, *, saying=""):
        self.code, self.saying = code, saying

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _):
        response = getattr(error, "response", None)
        assert response, f"expected {self.code}, got {error!r}"
        found = response["Error"]
        assert found["Code"] == self.code, f"expected {self.code}, got {found}"
        assert self.saying in found.get("Message", ""), found
        return True
