import datetime
import hashlib
import io
import os
import urllib.error
import urllib.request
from unittest import mock

from boto3.s3.transfer import TransferConfig
from botocore.exceptions import WaiterError

from aws import OFTEN, refused

MB = 1 << 20


def waiters_see_buckets_and_objects_come_and_go(aws):
    s3, bucket = aws.client("s3"), aws.new_bucket()
    s3.get_waiter("bucket_exists").wait(Bucket=bucket, WaiterConfig=OFTEN)
    once = {"Delay": 0.01, "MaxAttempts": 1}
    try:
        s3.get_waiter("object_exists").wait(Bucket=bucket, Key="a", WaiterConfig=once)
        raise AssertionError("the object was not there yet")
    except WaiterError:
        s3.put_object(Bucket=bucket, Key="a", Body=b"1")
    s3.get_waiter("object_exists").wait(Bucket=bucket, Key="a", WaiterConfig=OFTEN)
    s3.delete_object(Bucket=bucket, Key="a")
    s3.get_waiter("object_not_exists").wait(Bucket=bucket, Key="a", WaiterConfig=OFTEN)
    s3.delete_bucket(Bucket=bucket)
    s3.get_waiter("bucket_not_exists").wait(Bucket=bucket, WaiterConfig=OFTEN)


def the_transfer_manager_moves_a_file_in_parts_both_ways(aws):
    s3, bucket = aws.client("s3"), aws.new_bucket()
    content = os.urandom(17 * MB + 3)
    parts = TransferConfig(multipart_threshold=5 * MB, multipart_chunksize=5 * MB, max_concurrency=4)
    told = []
    s3.upload_fileobj(io.BytesIO(content), bucket, "large", Config=parts, Callback=told.append)
    assert sum(told) == len(content)
    assert s3.head_object(Bucket=bucket, Key="large")["ETag"].endswith('-4"')
    back = io.BytesIO()
    s3.download_fileobj(bucket, "large", back, Config=parts)
    assert hashlib.sha256(back.getvalue()).digest() == hashlib.sha256(content).digest()
    s3.copy({"Bucket": bucket, "Key": "large"}, bucket, "copy", Config=parts)
    assert s3.get_object(Bucket=bucket, Key="copy", Range="bytes=-5")["Body"].read() == content[-5:]
    assert not s3.list_multipart_uploads(Bucket=bucket).get("Uploads")


def checksums_are_kept_and_wrong_ones_refused(aws):
    s3, bucket = aws.client("s3"), aws.new_bucket()
    for algorithm in ["CRC32", "SHA1", "SHA256"]:
        put = s3.put_object(Bucket=bucket, Key=algorithm, Body=b"some bytes", ChecksumAlgorithm=algorithm)
        got = s3.get_object(Bucket=bucket, Key=algorithm, ChecksumMode="ENABLED")
        assert got[f"Checksum{algorithm}"] == put[f"Checksum{algorithm}"]
        assert got["Body"].read() == b"some bytes"
    with refused("BadDigest"):
        s3.put_object(Bucket=bucket, Key="x", Body=b"some bytes", ChecksumSHA256=put["ChecksumSHA256"][::-1][1:] + "=")


def presigned_urls_read_write_and_end(aws):
    s3, bucket = aws.client("s3", signature_version="s3v4"), aws.new_bucket()
    url = s3.generate_presigned_url("put_object", {"Bucket": bucket, "Key": "a b/ü"})
    with urllib.request.urlopen(urllib.request.Request(url, data=b"signed", method="PUT")) as answer:
        assert answer.status == 200
    read = s3.generate_presigned_url("get_object", {"Bucket": bucket, "Key": "a b/ü", "ResponseContentType": "text/x"})
    with urllib.request.urlopen(read) as answer:
        assert (answer.read(), answer.headers["Content-Type"]) == (b"signed", "text/x")
    assert _status(read.replace("text%2Fx", "text%2Fy")) == (403, "SignatureDoesNotMatch")
    yesterday = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=1)
    with mock.patch("botocore.auth.get_current_datetime", return_value=yesterday.replace(tzinfo=None)):
        old = s3.generate_presigned_url("get_object", {"Bucket": bucket, "Key": "a b/ü"}, ExpiresIn=60)
    assert _status(old) == (403, "AccessDenied"), _status(old)


def _status(url):
    try:
        urllib.request.urlopen(url)
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode().split("<Code>")[1].split("<")[0]
    return "it was answered"


def paginators_list_objects_prefixes_and_versions(aws):
    s3, bucket = aws.client("s3"), aws.new_bucket()
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    keys = [f"{folder}/{n}" for folder in "abc" for n in range(4)]
    for key in keys:
        s3.put_object(Bucket=bucket, Key=key, Body=key)
    s3.put_object(Bucket=bucket, Key="a/0", Body="newer")
    s3.delete_object(Bucket=bucket, Key="c/3")
    few = {"PageSize": 3}
    pages = list(s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, PaginationConfig=few))
    assert len(pages) == 4
    assert [item["Key"] for page in pages for item in page["Contents"]] == keys[:-1]
    folders = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Delimiter="/", PaginationConfig={"PageSize": 1})
    assert [item["Prefix"] for page in folders for item in page["CommonPrefixes"]] == ["a/", "b/", "c/"]
    versions = list(s3.get_paginator("list_object_versions").paginate(Bucket=bucket, PaginationConfig=few))
    listed = [item for page in versions for item in page.get("Versions", [])]
    assert len(listed) == 13 and [item["IsLatest"] for item in listed[:2]] == [True, False]
    assert [item["Key"] for page in versions for item in page.get("DeleteMarkers", [])] == ["c/3"]
    again = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, PaginationConfig={"MaxItems": 5, "PageSize": 2})
    assert len(again.build_full_result()["Contents"]) == 5
    assert again.resume_token


def a_conditional_write_keeps_what_is_there(aws):
    s3, bucket = aws.client("s3"), aws.new_bucket()
    first = s3.put_object(Bucket=bucket, Key="a", Body=b"1", IfNoneMatch="*")
    with refused("PreconditionFailed"):
        s3.put_object(Bucket=bucket, Key="a", Body=b"2", IfNoneMatch="*")
    s3.put_object(Bucket=bucket, Key="a", Body=b"3", IfMatch=first["ETag"])
    assert s3.get_object(Bucket=bucket, Key="a")["Body"].read() == b"3"
