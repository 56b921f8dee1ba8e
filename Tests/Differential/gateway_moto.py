"""A moto server with a function that has versions, an alias and an alarm.

Prints one JSON line when ready: {"url"}. Then answers `alias FUNCTION NAME` lines with the alias as boto3 sees it; ends with its input.
"""

import io
import json
import sys
import zipfile

import boto3
from moto.server import ThreadedMotoServer


def package(text):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("main.py", text)
    return buffer.getvalue()


def main():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    common = dict(
        endpoint_url=url, region_name="eu-west-1", aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="not-a-real-secret"
    )
    iam = boto3.client("iam", **common)
    role = iam.create_role(RoleName="run", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    functions = boto3.client("lambda", **common)
    functions.create_function(
        FunctionName="checkout", Runtime="python3.12", Role=role, Handler="main.handler", Code={"ZipFile": package("1")},
        Environment={"Variables": {"TABLE": "hidden-value"}}, MemorySize=256, Timeout=7, Publish=True,
    )
    for number in (2, 3):
        functions.update_function_code(FunctionName="checkout", ZipFile=package(str(number)), Publish=True)
    functions.create_alias(
        FunctionName="checkout", Name="prod", FunctionVersion="2", Description="live",
        RoutingConfig={"AdditionalVersionWeights": {"3": 0.2}},
    )
    for index in range(60):
        functions.create_function(
            FunctionName=f"other-{index}", Runtime="python3.12", Role=role, Handler="main.handler", Code={"ZipFile": package("1")}
        )
    cloudwatch = boto3.client("cloudwatch", **common)
    cloudwatch.put_metric_alarm(
        AlarmName="checkout-prod \u001b[31m errors", Namespace="AWS/Lambda", MetricName="Errors", Statistic="Sum", Period=60,
        EvaluationPeriods=2, Threshold=5, ComparisonOperator="GreaterThanThreshold", TreatMissingData="notBreaching",
        Dimensions=[{"Name": "FunctionName", "Value": "checkout"}, {"Name": "Resource", "Value": "checkout:prod"}],
    )
    cloudwatch.set_alarm_state(AlarmName="checkout-prod \u001b[31m errors", StateValue="ALARM", StateReason="drill")
    functions.add_permission(
        FunctionName="checkout", StatementId="api", Action="lambda:InvokeFunction", Principal="apigateway.amazonaws.com"
    )
    functions.put_function_concurrency(FunctionName="checkout", ReservedConcurrentExecutions=20)
    queue = boto3.client("sqs", **common).create_queue(QueueName="orders")["QueueUrl"]
    arn = boto3.client("sqs", **common).get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
    functions.create_event_source_mapping(FunctionName="checkout", EventSourceArn=arn["Attributes"]["QueueArn"], BatchSize=5)
    codedeploy = boto3.client("codedeploy", **common)
    for name, platform in (("shop", "Lambda"), ("fleet", "Server")):
        codedeploy.create_application(applicationName=name, computePlatform=platform)
        codedeploy.create_deployment_group(
            applicationName=name, deploymentGroupName="prod", serviceRoleArn=role,
            deploymentConfigName="CodeDeployDefault.LambdaAllAtOnce",
            autoRollbackConfiguration={"enabled": True, "events": ["DEPLOYMENT_FAILURE"]},
        )
    print(json.dumps({"url": url}), flush=True)
    for line in sys.stdin:
        _, function, name = line.split()
        alias = functions.get_alias(FunctionName=function, Name=name)
        print(json.dumps({key: alias.get(key) for key in ("FunctionVersion", "RoutingConfig", "RevisionId")}), flush=True)
    server.stop()


main()
