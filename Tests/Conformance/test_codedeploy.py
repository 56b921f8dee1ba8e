"""CodeDeploy (Lambda platform) through boto3 and the AWS CLI: every operation, every modelled error."""

import hashlib
import json
import time
import uuid

import pytest
from botocore.exceptions import ClientError

from region_clients import STANDING, client_of

LINEAR = "CodeDeployDefault.LambdaLinear10PercentEvery1Minute"
ALL_AT_ONCE = "CodeDeployDefault.LambdaAllAtOnce"
CANARY = "CodeDeployDefault.LambdaCanary10Percent5Minutes"
ROLE = "arn:aws:iam::123456789012:role/deploy"


def client(region, **more):
    # CodeDeploy's quota is small: the standard retries wait it out.
    return client_of(region, "codedeploy", attempts=10, **more)


@pytest.fixture(scope="module")
def codedeploy(region):
    return client(region)


@pytest.fixture(scope="module")
def awslambda(region):
    return client_of(region, "lambda")


@pytest.fixture
def group(codedeploy, awslambda):
    """A group and an alias of the test's own: (application, group, alias)."""
    made = make_group(codedeploy, awslambda)
    yield made
    awslambda.delete_alias(FunctionName="checkout", Name=made[2])


def make_group(codedeploy, awslambda):
    name = "t" + uuid.uuid4().hex[:10]
    awslambda.create_alias(FunctionName="checkout", Name=name, FunctionVersion="5")
    codedeploy.create_application(applicationName=name, computePlatform="Lambda")
    codedeploy.create_deployment_group(
        applicationName=name, deploymentGroupName="all", serviceRoleArn=ROLE, deploymentConfigName=ALL_AT_ONCE)
    return name, "all", name


def spec(alias, current, target, hooks=None, function="checkout"):
    content = {
        "version": 0.0,
        "Resources": [{function: {"Type": "AWS::Lambda::Function", "Properties": {
            "Name": function, "Alias": alias, "CurrentVersion": str(current), "TargetVersion": str(target)}}}],
    }
    if hooks:
        content["Hooks"] = hooks
    return json.dumps(content)


def revision(content, kind="AppSpecContent"):
    place = {"content": content, "sha256": hashlib.sha256(content.encode()).hexdigest()}
    return {"revisionType": kind, "string" if kind == "String" else "appSpecContent": place}


def deploy(codedeploy, group, current=5, target=6, **more):
    application, name, alias = group
    content = spec(alias, current, target, more.pop("hooks", None))
    return codedeploy.create_deployment(
        applicationName=application, deploymentGroupName=name, revision=revision(content, more.pop("kind", "AppSpecContent")),
        **more)["deploymentId"]


def info(codedeploy, deployment):
    return codedeploy.get_deployment(deploymentId=deployment)["deploymentInfo"]


def until(codedeploy, deployment, *statuses, seconds=30):
    deadline = time.monotonic() + seconds
    while True:
        found = info(codedeploy, deployment)
        if found["status"] in statuses:
            return found
        assert time.monotonic() < deadline, found
        time.sleep(0.4)


def failure(code, call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    error = caught.value.response
    assert error["Error"]["Code"] == code, error
    assert error["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert error["ResponseMetadata"]["RequestId"]
    return error["Error"]["Message"]


def routing(awslambda, alias):
    found = awslambda.get_alias(FunctionName="checkout", Name=alias)
    return found["FunctionVersion"], found.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})


# Applications, groups, configurations


def test_applications(codedeploy, group):
    names = codedeploy.list_applications()["applications"]
    assert group[0] in names and names == sorted(names)
    application = codedeploy.get_application(applicationName=group[0])["application"]
    assert application["computePlatform"] == "Lambda" and len(application["applicationId"]) == 36
    assert abs(application["createTime"].timestamp() - time.time()) < 300
    failure("ApplicationDoesNotExistException", codedeploy.get_application, applicationName="nobody")
    failure("InvalidApplicationNameException", codedeploy.get_application, applicationName="a b")
    create = codedeploy.create_application
    failure("ApplicationAlreadyExistsException", create, applicationName=group[0], computePlatform="Lambda")
    failure("InvalidComputePlatformException", create, applicationName="other", computePlatform="ECS")
    failure("InvalidInputException", create, applicationName="other", computePlatform="Lambda", tags=[{"Key": "a", "Value": "b"}])
    failure("InvalidNextTokenException", codedeploy.list_applications, nextToken="x")


def test_groups(codedeploy, group):
    application, name, _ = group
    made = codedeploy.create_deployment_group(
        applicationName=application, deploymentGroupName="second", serviceRoleArn=ROLE, deploymentConfigName=LINEAR,
        alarmConfiguration={"enabled": True, "alarms": [{"name": "a"}, {"name": "b"}], "ignorePollAlarmFailure": True},
        autoRollbackConfiguration={"enabled": True, "events": ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]},
        deploymentStyle={"deploymentType": "BLUE_GREEN", "deploymentOption": "WITH_TRAFFIC_CONTROL"})
    assert codedeploy.list_deployment_groups(applicationName=application)["deploymentGroups"] == [name, "second"]
    found = codedeploy.get_deployment_group(applicationName=application, deploymentGroupName="second")["deploymentGroupInfo"]
    assert found["deploymentGroupId"] == made["deploymentGroupId"]
    assert found["deploymentConfigName"] == LINEAR and found["serviceRoleArn"] == ROLE
    assert found["alarmConfiguration"] == {
        "enabled": True, "ignorePollAlarmFailure": True, "alarms": [{"name": "a"}, {"name": "b"}]}
    assert found["autoRollbackConfiguration"]["events"] == ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]
    codedeploy.update_deployment_group(
        applicationName=application, currentDeploymentGroupName="second", newDeploymentGroupName="third",
        alarmConfiguration={"enabled": False, "alarms": []}, deploymentConfigName=CANARY)
    found = codedeploy.get_deployment_group(applicationName=application, deploymentGroupName="third")["deploymentGroupInfo"]
    assert found["alarmConfiguration"]["enabled"] is False and found["deploymentConfigName"] == CANARY
    assert found["autoRollbackConfiguration"]["enabled"] is True
    batch = codedeploy.batch_get_deployment_groups(
        applicationName=application, deploymentGroupNames=["third", "second", name])
    assert [g["deploymentGroupName"] for g in batch["deploymentGroupsInfo"]] == ["third", name]
    assert "second" in batch["errorMessage"]


def test_group_errors(codedeploy, group):
    application, name, _ = group
    create, update = codedeploy.create_deployment_group, codedeploy.update_deployment_group
    both = {"applicationName": application, "deploymentGroupName": "new", "serviceRoleArn": ROLE}
    failure("DeploymentGroupDoesNotExistException", codedeploy.get_deployment_group,
            applicationName=application, deploymentGroupName="new")
    failure("InvalidDeploymentGroupNameException", codedeploy.get_deployment_group,
            applicationName=application, deploymentGroupName="a b")
    failure("DeploymentGroupAlreadyExistsException", create, **{**both, "deploymentGroupName": name})
    failure("DeploymentConfigDoesNotExistException", create, **both, deploymentConfigName="nobody")
    failure("InvalidRoleException", create, **{**both, "serviceRoleArn": "deploy"})
    failure("RoleRequiredException", create, **{**both, "serviceRoleArn": ""})
    failure("InvalidAlarmConfigException", create, **both, alarmConfiguration={"enabled": True, "alarms": []})
    failure("AlarmsLimitExceededException", create, **both,
            alarmConfiguration={"enabled": True, "alarms": [{"name": str(n)} for n in range(11)]})
    failure("InvalidAutoRollbackConfigException", create, **both, autoRollbackConfiguration={"enabled": True, "events": []})
    failure("InvalidAutoRollbackConfigException", create, **both,
            autoRollbackConfiguration={"enabled": True, "events": ["SOME_DAY"]})
    failure("InvalidDeploymentStyleException", create, **both, deploymentStyle={"deploymentType": "IN_PLACE"})
    failure("InvalidInputException", create, **both, autoScalingGroups=["a"])
    failure("DeploymentGroupDoesNotExistException", update, applicationName=application, currentDeploymentGroupName="new")
    failure("BatchLimitExceededException", codedeploy.batch_get_deployment_groups,
            applicationName=application, deploymentGroupNames=[f"g{n}" for n in range(101)])
    failure("DeploymentGroupNameRequiredException", codedeploy.batch_get_deployment_groups,
            applicationName=application, deploymentGroupNames=[])


def test_configurations(codedeploy):
    names = codedeploy.list_deployment_configs()["deploymentConfigsList"]
    prefix = "CodeDeployDefault.Lambda"
    presets = {f"{prefix}Canary10Percent{n}Minutes" for n in (5, 10, 15, 30)} | {
        f"{prefix}Linear10PercentEvery{n}" for n in ("1Minute", "2Minutes", "3Minutes", "10Minutes")} | {ALL_AT_ONCE}
    assert presets <= set(names)

    def get(name):
        return codedeploy.get_deployment_config(deploymentConfigName=name)["deploymentConfigInfo"]

    assert get(LINEAR)["trafficRoutingConfig"] == {
        "type": "TimeBasedLinear", "timeBasedLinear": {"linearPercentage": 10, "linearInterval": 1}}
    assert get(CANARY)["trafficRoutingConfig"] == {
        "type": "TimeBasedCanary", "timeBasedCanary": {"canaryPercentage": 10, "canaryInterval": 5}}
    assert get(ALL_AT_ONCE)["trafficRoutingConfig"] == {"type": "AllAtOnce"}
    own = "Team." + uuid.uuid4().hex[:8]
    create = codedeploy.create_deployment_config
    quarter = {"type": "TimeBasedLinear", "timeBasedLinear": {"linearPercentage": 25, "linearInterval": 3}}
    assert create(deploymentConfigName=own, computePlatform="Lambda", trafficRoutingConfig=quarter)["deploymentConfigId"]
    assert get(own)["trafficRoutingConfig"] == quarter
    failure("DeploymentConfigAlreadyExistsException", create,
            deploymentConfigName=own, computePlatform="Lambda", trafficRoutingConfig=quarter)
    failure("DeploymentConfigDoesNotExistException", codedeploy.get_deployment_config, deploymentConfigName="nobody")
    failure("InvalidDeploymentConfigNameException", create,
            deploymentConfigName="CodeDeployDefault.Mine", computePlatform="Lambda", trafficRoutingConfig=quarter)
    failure("InvalidComputePlatformException", create, deploymentConfigName="x", computePlatform="Server")
    failure("InvalidMinimumHealthyHostValueException", create, deploymentConfigName="x", computePlatform="Lambda",
            minimumHealthyHosts={"type": "HOST_COUNT", "value": 1})
    for bad in ({"type": "TimeBasedLinear"}, {"type": "TimeBasedCanary", "timeBasedCanary": {
            "canaryPercentage": 100, "canaryInterval": 1}}, {"type": "TimeBasedCanary", "timeBasedCanary": {
                "canaryPercentage": 10, "canaryInterval": 2881}}):
        failure("InvalidTrafficRoutingConfigurationException", create,
                deploymentConfigName="x", computePlatform="Lambda", trafficRoutingConfig=bad)


# Revisions


@pytest.mark.parametrize("kind", ["AppSpecContent", "String"])
def test_revisions(codedeploy, group, kind):
    application, _, alias = group
    given = revision(spec(alias, 5, 6), kind)
    codedeploy.register_application_revision(applicationName=application, revision=given, description="mine")
    member = "string" if kind == "String" else "appSpecContent"
    bare = {"revisionType": kind, member: {"sha256": given[member]["sha256"]}}
    found = codedeploy.get_application_revision(applicationName=application, revision=bare)
    assert found["revision"] == given and found["revisionInfo"]["description"] == "mine"
    assert found["revisionInfo"]["registerTime"]
    deployment = codedeploy.create_deployment(
        applicationName=application, deploymentGroupName="all", revision=bare)["deploymentId"]
    until(codedeploy, deployment, "Succeeded")
    found = codedeploy.get_application_revision(applicationName=application, revision=bare)["revisionInfo"]
    assert found["deploymentGroups"] == ["all"] and found["firstUsedTime"] <= found["lastUsedTime"]


def test_revision_errors(codedeploy, group):
    application, _, alias = group
    get, register = codedeploy.get_application_revision, codedeploy.register_application_revision
    absent = {"revisionType": "AppSpecContent", "appSpecContent": {"sha256": "0" * 64}}
    failure("RevisionDoesNotExistException", get, applicationName=application, revision=absent)
    wrong = revision(spec(alias, 5, 6))
    wrong["appSpecContent"]["sha256"] = "0" * 64
    failure("InvalidRevisionException", register, applicationName=application, revision=wrong)
    failure("InvalidRevisionException", register, applicationName=application,
            revision={"revisionType": "S3", "s3Location": {"bucket": "b", "key": "k"}})
    failure("InvalidRevisionException", register, applicationName=application, revision=revision("version: 0.0"))
    failure("DescriptionTooLongException", register, applicationName=application, revision=revision(spec(alias, 5, 6)),
            description="x" * 1001)
    failure("ApplicationDoesNotExistException", get, applicationName="nobody", revision=absent)
    failure("RevisionRequiredException", codedeploy.create_deployment, applicationName=application, deploymentGroupName="all")


# Deployments


def test_all_at_once_with_hooks(codedeploy, awslambda, group):
    deployment = deploy(
        codedeploy, group, hooks=[{"BeforeAllowTraffic": "before"}, {"AfterAllowTraffic": "after"}], description="all of it")
    assert deployment.startswith("d-") and len(deployment) == 11
    done = until(codedeploy, deployment, "Succeeded", "Failed", "Stopped")
    assert done["status"] == "Succeeded"
    assert done["creator"] == "user" and done["description"] == "all of it" and done["computePlatform"] == "Lambda"
    assert done["createTime"] <= done["startTime"] <= done["completeTime"]
    assert "content" not in done["revision"]["appSpecContent"] and done["revision"]["appSpecContent"]["sha256"]
    assert done["deploymentOverview"]["Succeeded"] == 1
    assert "errorInformation" not in done
    assert routing(awslambda, group[2]) == ("6", {})
    ids = codedeploy.list_deployment_targets(deploymentId=deployment)["targetIds"]
    assert ids == ["checkout"]
    target = codedeploy.get_deployment_target(deploymentId=deployment, targetId=ids[0])["deploymentTarget"]
    assert target["deploymentTargetType"] == "LambdaTarget"
    assert target["lambdaTarget"]["lambdaFunctionInfo"] == {
        "functionName": "checkout", "functionAlias": group[2], "currentVersion": "5", "targetVersion": "6",
        "targetVersionWeight": 100.0}
    events = target["lambdaTarget"]["lifecycleEvents"]
    assert [(e["lifecycleEventName"], e["status"]) for e in events] == [
        ("BeforeAllowTraffic", "Succeeded"), ("AllowTraffic", "Succeeded"), ("AfterAllowTraffic", "Succeeded")]
    batch = codedeploy.batch_get_deployment_targets(deploymentId=deployment, targetIds=ids)["deploymentTargets"]
    assert batch == [target]
    assert codedeploy.list_deployment_targets(
        deploymentId=deployment, targetFilters={"TargetStatus": ["Failed"]})["targetIds"] == []
    last = codedeploy.get_deployment_group(applicationName=group[0], deploymentGroupName="all")["deploymentGroupInfo"]
    assert last["lastSuccessfulDeployment"]["deploymentId"] == deployment
    assert last["lastAttemptedDeployment"]["status"] == "Succeeded"
    failure("DeploymentAlreadyCompletedException", codedeploy.stop_deployment, deploymentId=deployment)


def test_before_it_starts_a_deployment_has_no_targets(own_region):
    region = own_region(*STANDING)
    codedeploy, awslambda = client(region), client_of(region, "lambda")
    group = make_group(codedeploy, awslambda)
    deployment = deploy(codedeploy, group)
    found = info(codedeploy, deployment)
    assert found["status"] == "Created" and "startTime" not in found
    failure("DeploymentNotStartedException", codedeploy.list_deployment_targets, deploymentId=deployment)
    failure("DeploymentNotStartedException", codedeploy.get_deployment_target, deploymentId=deployment, targetId="checkout")
    failure("DeploymentNotStartedException", codedeploy.batch_get_deployment_targets, deploymentId=deployment, targetIds=["checkout"])
    assert routing(awslambda, group[2]) == ("5", {})


def test_target_errors(codedeploy, group):
    deployment = deploy(codedeploy, group)
    until(codedeploy, deployment, "Succeeded")
    get, batch = codedeploy.get_deployment_target, codedeploy.batch_get_deployment_targets
    failure("DeploymentTargetDoesNotExistException", get, deploymentId=deployment, targetId="payments")
    failure("DeploymentTargetIdRequiredException", get, deploymentId=deployment, targetId="")
    failure("DeploymentTargetIdRequiredException", batch, deploymentId=deployment, targetIds=[])
    failure("DeploymentTargetListSizeExceededException", batch, deploymentId=deployment, targetIds=["checkout"] * 26)
    failure("InvalidTargetFilterNameException", codedeploy.list_deployment_targets,
            deploymentId=deployment, targetFilters={"ServerInstanceLabel": ["Blue"]})
    failure("DeploymentDoesNotExistException", codedeploy.list_deployment_targets, deploymentId="d-ABCDEFGH1")


def test_lists_of_deployments(codedeploy, group):
    application, name, _ = group
    first = deploy(codedeploy, group)
    one = until(codedeploy, first, "Succeeded")
    second = deploy(codedeploy, group, 6, 5)
    until(codedeploy, second, "Succeeded")
    both = {"applicationName": application, "deploymentGroupName": name}
    assert codedeploy.list_deployments(**both)["deployments"] == [second, first]
    assert codedeploy.list_deployments(**both, includeOnlyStatuses=["Failed", "Stopped"])["deployments"] == []
    assert codedeploy.list_deployments(**both, createTimeRange={"end": one["completeTime"]})["deployments"] == [first]
    pages = codedeploy.get_paginator("list_deployments").paginate()
    everything = [d for page in pages for d in page["deployments"]]
    assert everything.index(second) < everything.index(first) and len(set(everything)) == len(everything)
    found = codedeploy.batch_get_deployments(deploymentIds=[first, "d-ABCDEFGH1", second])["deploymentsInfo"]
    assert [d["deploymentId"] for d in found] == [first, second]
    assert found[1]["previousRevision"]["appSpecContent"] == found[0]["revision"]["appSpecContent"]


def test_list_errors(codedeploy, group):
    application, name, _ = group
    lists = codedeploy.list_deployments
    failure("DeploymentGroupNameRequiredException", lists, applicationName=application)
    failure("ApplicationNameRequiredException", lists, deploymentGroupName=name)
    failure("ApplicationDoesNotExistException", lists, applicationName="nobody", deploymentGroupName=name)
    failure("DeploymentGroupDoesNotExistException", lists, applicationName=application, deploymentGroupName="nobody")
    failure("InvalidDeploymentStatusException", lists, includeOnlyStatuses=["Running"])
    failure("InvalidTimeRangeException", lists, createTimeRange={"start": 2_000_000_000, "end": 1_000_000_000})
    failure("InvalidNextTokenException", lists, nextToken="x")
    batch = codedeploy.batch_get_deployments
    failure("BatchLimitExceededException", batch, deploymentIds=["d-ABCDEFGH1"] * 26)
    failure("InvalidDeploymentIdException", batch, deploymentIds=["1"])
    failure("DeploymentIdRequiredException", batch, deploymentIds=[])
    failure("DeploymentDoesNotExistException", codedeploy.get_deployment, deploymentId="d-ABCDEFGH1")
    failure("InvalidDeploymentIdException", codedeploy.get_deployment, deploymentId="d-abc")
    failure("DeploymentIdRequiredException", codedeploy.get_deployment, deploymentId="")
    failure("DeploymentDoesNotExistException", codedeploy.stop_deployment, deploymentId="d-ABCDEFGH1")


def test_create_errors(codedeploy, group):
    application, name, alias = group
    both = {"applicationName": application, "deploymentGroupName": name, "revision": revision(spec(alias, 5, 6))}
    create = codedeploy.create_deployment
    failure("ApplicationDoesNotExistException", create, **{**both, "applicationName": "nobody"})
    failure("DeploymentGroupDoesNotExistException", create, **{**both, "deploymentGroupName": "nobody"})
    failure("DeploymentConfigDoesNotExistException", create, **both, deploymentConfigName="nobody")
    failure("InvalidFileExistsBehaviorException", create, **both, fileExistsBehavior="OVERWRITE")
    failure("InvalidInputException", create, **both, updateOutdatedInstancesOnly=True)
    failure("DescriptionTooLongException", create, **both, description="x" * 1001)
    failure("InvalidAlarmConfigException", create, **both, overrideAlarmConfiguration={"enabled": True, "alarms": []})
    failure("InvalidAutoRollbackConfigException", create, **both, autoRollbackConfiguration={"enabled": True, "events": []})
    running = create(**both, deploymentConfigName=CANARY)["deploymentId"]
    assert running in failure("DeploymentLimitExceededException", create, **both)
    codedeploy.stop_deployment(deploymentId=running, autoRollbackEnabled=False)


def test_a_version_mismatch_fails_the_deployment(codedeploy, awslambda, group):
    failed = until(codedeploy, deploy(codedeploy, group, 6, 7), "Failed")
    assert failed["errorInformation"]["code"] == "INVALID_LAMBDA_CONFIGURATION"
    assert "does not match the current version in AppSpec" in failed["errorInformation"]["message"]
    assert routing(awslambda, group[2]) == ("5", {})


def test_stop_with_rollback_is_a_second_deployment(codedeploy, awslambda, group):
    deployment = deploy(codedeploy, group, deploymentConfigName=CANARY)
    deadline = time.monotonic() + 20
    while routing(awslambda, group[2]) != ("5", {"6": 0.1}):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    target = codedeploy.get_deployment_target(deploymentId=deployment, targetId="checkout")["deploymentTarget"]
    assert target["lambdaTarget"]["lambdaFunctionInfo"]["targetVersionWeight"] == 10.0
    assert codedeploy.stop_deployment(deploymentId=deployment, autoRollbackEnabled=True)["status"] == "Pending"
    stopped = until(codedeploy, deployment, "Stopped")
    assert stopped["errorInformation"]["code"] == "MANUAL_STOP"
    back = stopped["rollbackInfo"]["rollbackDeploymentId"]
    done = until(codedeploy, back, "Succeeded")
    assert done["creator"] == "codeDeployRollback"
    assert done["rollbackInfo"]["rollbackTriggeringDeploymentId"] == deployment
    assert routing(awslambda, group[2]) == ("5", {})


def test_stop_without_rollback_leaves_two_versions(codedeploy, awslambda, group):
    deployment = deploy(codedeploy, group, deploymentConfigName=CANARY)
    deadline = time.monotonic() + 20
    while routing(awslambda, group[2]) != ("5", {"6": 0.1}):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    codedeploy.stop_deployment(deploymentId=deployment, autoRollbackEnabled=False)
    stopped = until(codedeploy, deployment, "Stopped")
    assert "rollbackInfo" not in stopped
    assert routing(awslambda, group[2]) == ("5", {"6": 0.1})
    failed = until(codedeploy, deploy(codedeploy, group), "Failed")
    assert failed["errorInformation"]["code"] == "INVALID_LAMBDA_CONFIGURATION"


def test_hook_answers(own_region):
    # The scenario has a hook function that waits for a person.
    region = own_region("--scenario", "codedeploy-linear")
    codedeploy = client(region)
    client_of(region, "lambda").create_alias(FunctionName="checkout", Name="own", FunctionVersion="5")
    codedeploy.create_application(applicationName="own", computePlatform="Lambda")
    codedeploy.create_deployment_group(applicationName="own", deploymentGroupName="all", serviceRoleArn=ROLE)
    deployment = deploy(codedeploy, ("own", "all", "own"), hooks=[{"BeforeAllowTraffic": "checkout-approval"}])
    until(codedeploy, deployment, "InProgress")
    deadline = time.monotonic() + 20
    while True:
        assert time.monotonic() < deadline
        target = codedeploy.get_deployment_target(deploymentId=deployment, targetId="checkout")["deploymentTarget"]
        event = target["lambdaTarget"]["lifecycleEvents"][0]
        if event["status"] == "InProgress":
            break
        time.sleep(0.4)
    assert event["diagnostics"]["scriptName"] == "checkout-approval"
    execution = json.loads(event["diagnostics"]["logTail"])["LifecycleEventHookExecutionId"]
    put = codedeploy.put_lifecycle_event_hook_execution_status
    failure("InvalidLifecycleEventHookExecutionStatusException", put,
            deploymentId=deployment, lifecycleEventHookExecutionId=execution, status="Pending")
    failure("InvalidLifecycleEventHookExecutionIdException", put,
            deploymentId=deployment, lifecycleEventHookExecutionId="x", status="Failed")
    failure("DeploymentDoesNotExistException", put,
            deploymentId="d-ABCDEFGH1", lifecycleEventHookExecutionId=execution, status="Failed")
    answered = put(deploymentId=deployment, lifecycleEventHookExecutionId=execution, status="Failed")
    assert answered["lifecycleEventHookExecutionId"] == execution
    failed = until(codedeploy, deployment, "Failed")
    assert failed["errorInformation"]["code"] == "HOOK_EXECUTION_FAILURE"
    failure("LifecycleEventAlreadyCompletedException", put,
            deploymentId=deployment, lifecycleEventHookExecutionId=execution, status="Succeeded")


def test_a_firing_alarm_blocks_the_fix(own_region):
    # Its alarm fires by itself as long as the alias is on v7: a state that somebody has set lasts until the next evaluation only.
    region = own_region("--scenario", "bad-release")
    codedeploy = client(region)
    group = application, name, _ = make_group(codedeploy, client_of(region, "lambda"))
    alarm = "checkout-prod-error-rate"
    codedeploy.update_deployment_group(
        applicationName=application, currentDeploymentGroupName=name,
        alarmConfiguration={"enabled": True, "alarms": [{"name": alarm}]})
    blocked = until(codedeploy, deploy(codedeploy, group), "Stopped", "Succeeded")
    if blocked["status"] == "Succeeded":
        pytest.fail("the alarm did not block the deployment")
    assert blocked["errorInformation"]["code"] == "ALARM_ACTIVE"
    assert alarm in blocked["errorInformation"]["message"]
    forced = deploy(codedeploy, group, overrideAlarmConfiguration={"enabled": False, "alarms": []})
    done = until(codedeploy, forced, "Stopped", "Succeeded")
    assert done["status"] == "Succeeded" and done["overrideAlarmConfiguration"]["enabled"] is False


def test_an_observer_reads_and_does_not_write(region, codedeploy, group):
    sts = client_of(region, "sts")
    keys = sts.assume_role(RoleArn="arn:aws:iam::123456789012:role/observer", RoleSessionName="wall")["Credentials"]
    observer = client(region, key=keys["AccessKeyId"], secret=keys["SecretAccessKey"], token=keys["SessionToken"])
    assert group[0] in observer.list_applications()["applications"]
    application, name, alias = group
    message = failure("AccessDeniedException", observer.create_deployment, applicationName=application,
                      deploymentGroupName=name, revision=revision(spec(alias, 5, 6)))
    assert "codedeploy:CreateDeployment" in message
    failure("AccessDeniedException", observer.stop_deployment, deploymentId="d-ABCDEFGH1")
    failure("AccessDeniedException", observer.update_deployment_group,
            applicationName=application, currentDeploymentGroupName=name)


def test_a_poller_that_asks_too_often_is_throttled(own_region):
    impatient = client_of(own_region("--scenario", "healthy"), "codedeploy", attempts=1)
    codes = []
    for _ in range(40):
        try:
            impatient.list_applications()
        except ClientError as error:
            codes.append(error.response["Error"]["Code"])
    assert codes and set(codes) == {"ThrottlingException"}


def test_an_operation_that_is_not_modelled_says_so(codedeploy):
    assert "ListOnPremisesInstances" in failure("UnknownOperationException", codedeploy.list_on_premises_instances)


# The scenario


def linear(own_region, *pace):
    """The scenario at a pace: clients of CodeDeploy and Lambda, and the one deployment that runs."""
    region = own_region("--scenario", "codedeploy-linear", *pace)
    deploys, functions = client(region), client_of(region, "lambda")
    running = deploys.list_deployments(
        applicationName="checkout", deploymentGroupName="checkout-prod", includeOnlyStatuses=["InProgress"])["deployments"]
    assert len(running) == 1
    return deploys, functions, running


def test_codedeploy_linear_begins_at_its_third_step(own_region):
    deploys, functions, running = linear(own_region, *STANDING)
    found = info(deploys, running[0])
    assert found["creator"] == "CloudFormation" and found["deploymentConfigName"] == LINEAR
    group = deploys.get_deployment_group(applicationName="checkout", deploymentGroupName="checkout-prod")["deploymentGroupInfo"]
    assert group["alarmConfiguration"]["enabled"] is False
    assert group["lastAttemptedDeployment"]["deploymentId"] == running[0]
    assert routing(functions, "prod") == ("6", {"7": 0.3})


def test_codedeploy_linear(own_region):
    deploys, functions, running = linear(own_region, "--speed", "20")
    # A move by hand is overwritten at the next step.
    functions.update_alias(FunctionName="checkout", Name="prod", FunctionVersion="6",
                           RoutingConfig={"AdditionalVersionWeights": {}})
    deadline = time.monotonic() + 15
    while routing(functions, "prod") == ("6", {}):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    # Stopped with rollback it stays where it is put.
    deploys.stop_deployment(deploymentId=running[0], autoRollbackEnabled=True)
    until(deploys, until(deploys, running[0], "Stopped")["rollbackInfo"]["rollbackDeploymentId"], "Succeeded")
    assert routing(functions, "prod") == ("6", {})
    time.sleep(4)
    assert routing(functions, "prod") == ("6", {})


# The AWS CLI


def test_aws_cli(aws, group):
    application, name, alias = group
    assert application in aws("deploy", "list-applications")["applications"]
    made = aws("deploy", "create-deployment", "--application-name", application, "--deployment-group-name", name,
               "--revision", json.dumps(revision(spec(alias, 5, 6))))["deploymentId"]
    aws("deploy", "wait", "deployment-successful", "--deployment-id", made)
    found = aws("deploy", "get-deployment", "--deployment-id", made)["deploymentInfo"]
    assert found["status"] == "Succeeded"
    target = aws("deploy", "list-deployment-targets", "--deployment-id", made)["targetIds"]
    weight = aws("deploy", "batch-get-deployment-targets", "--deployment-id", made, "--target-ids", *target)
    assert weight["deploymentTargets"][0]["lambdaTarget"]["lambdaFunctionInfo"]["targetVersionWeight"] == 100.0
    stop = aws("deploy", "stop-deployment", "--deployment-id", made, "--auto-rollback-enabled", check=False)
    assert stop.returncode != 0 and "DeploymentAlreadyCompletedException" in stop.stderr
    assert aws("deploy", "list-deployments", "--application-name", application, "--deployment-group-name", name,
               "--include-only-statuses", "Succeeded")["deployments"] == [made]
