"""What the run machine, Lambda's network and the flow log may do, and whom their roles trust."""

from tests.synth.assembly import Assembly
from tests.synth.shared_rights import of_every_machine
from tests.synth.statements import policies_of, rights_of, role_of, roles, table, trust_of

RUN_MACHINE = table(
    """
    CallStates: allow lambda:InvokeFunction
      on <PlanRun>
      on <RequestApproval>
      on <TrainModel>
      on <AnalyzeTraining>
      on <DeployModel>
      on <TryModel>
      on <PlanEvaluation>
      on <AnswerBatch>
      on <ScoreEvaluation>
      on <PromoteModel>
      on <WriteReport>
      on <SettleDeployment>
    RunBatches: allow states:StartExecution
      on arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-embedded-run
    EndBatches: allow states:DescribeExecution states:StopExecution
      on arn:aws:states:<region>:<account>:execution:bedrock-customization-embedded-run:*
      on
          arn:aws:states:<region>:<account>:execution:bedrock-customization-embedded-run/EvaluateModel:*
    RedriveBatches: allow states:RedriveExecution
      on
          arn:aws:states:<region>:<account>:execution:bedrock-customization-embedded-run/EvaluateModel:*
    ReadManifests: allow s3:GetObject
      on arn:aws:s3:::<ArtifactsBucket>/runs/*/*/evaluation/manifest.jsonl
      if StringEquals aws:ResourceAccount: <account>
    DecryptManifests: allow kms:Decrypt
      on <DataKey>
      if StringEquals kms:ViaService: s3.<region>.amazonaws.com
    Publish: allow sns:Publish
      on <Topics/Runs>
    EncryptMessages: allow kms:Decrypt kms:GenerateDataKey
      on <WorkflowKey>
      if StringEquals kms:ViaService: sns.<region>.amazonaws.com
    """
)

FUNCTION_NETWORK = table(
    """
    CreateInterfaces: allow ec2:CreateNetworkInterface
      on arn:aws:ec2:<region>:<account>:network-interface/*
      on arn:aws:ec2:<region>:<account>:subnet/<Vpc/IsolatedSubnet1>
      on arn:aws:ec2:<region>:<account>:subnet/<Vpc/IsolatedSubnet2>
      on arn:aws:ec2:<region>:<account>:security-group/<FunctionGroup>
    ManageInterfaces: allow ec2:AssignPrivateIpAddresses ec2:DeleteNetworkInterface
          ec2:DescribeNetworkInterfaces ec2:DescribeSubnets ec2:UnassignPrivateIpAddresses
      on *
    DenyOwnCode: deny ec2:CreateNetworkInterface ec2:AssignPrivateIpAddresses
          ec2:DeleteNetworkInterface ec2:DescribeNetworkInterfaces ec2:DescribeSubnets
          ec2:UnassignPrivateIpAddresses
      on *
      if Null lambda:SourceFunctionArn: false
    """
)

FLOW_LOG = table(
    """
    WriteFlowLog: allow logs:CreateLogStream logs:DescribeLogStreams logs:PutLogEvents
      on <FlowLog/Logs>
    """
)


SCHEDULES = "bedrock-customization-embedded"
SERVICES = {
    "lambda": "",
    "states": "arn:aws:states:<region>:<account>:stateMachine:*",
    "events": "arn:aws:events:<region>:<account>:rule/*",
    "vpc-flow-logs": "arn:aws:ec2:<region>:<account>:vpc-flow-log/*",
    "bedrock": "arn:aws:bedrock:<region>:<account>:model-customization-job/*",
    "scheduler": f"arn:aws:scheduler:<region>:<account>:schedule-group/{SCHEDULES}",
}
"""What a service may act for; Lambda gives no source when it takes a role on."""


def test_the_run_machine_calls_its_functions_and_tells_the_team(embedded: Assembly) -> None:
    wanted = [of_every_machine("bedrock-customization-embedded-run"), RUN_MACHINE]
    assert rights_of(embedded, "RunMachine") == "\n".join(wanted)


def test_lambda_makes_interfaces_and_the_functions_code_may_not(embedded: Assembly) -> None:
    assert rights_of(embedded, "FunctionNetwork") == FUNCTION_NETWORK


def test_the_flow_log_writes_its_log_group(embedded: Assembly) -> None:
    assert rights_of(embedded, "FlowLog/Writer") == FLOW_LOG


def test_a_role_has_its_own_policy_and_a_function_lambdas_network(embedded: Assembly) -> None:
    networks = {"workflow": "FunctionNetwork", "serving": "ProviderNetwork"}
    for role in roles(embedded):
        of_function = trusted_service(embedded, role.name) == "lambda"
        shared = {networks[role.stack]} if of_function else set()
        if role.name.endswith("Approver"):
            # What it may call is told the role's name, so the right to call it comes later.
            shared = {f"{role.name}/Answering"}
        assert {policy.name for policy in policies_of(embedded, role.name)} == {role.name} | shared


def test_a_service_takes_a_role_on_for_this_accounts_resources_only(embedded: Assembly) -> None:
    for role in roles(embedded):
        service = trusted_service(embedded, role.name)
        if service and SERVICES[service]:
            trust = " ".join(trust_of(embedded, role.name).split())
            assert "if StringEquals aws:SourceAccount: <account>" in trust
            assert f"if ArnLike aws:SourceArn: {SERVICES[service]}" in trust


def test_every_role_lies_below_the_environments_path(embedded: Assembly) -> None:
    for role in roles(embedded):
        path = role_of(embedded, role.name).properties["Path"]
        assert path.startswith("/bedrock-customization/embedded/")


def trusted_service(assembly: Assembly, name: str) -> str | None:
    """Return the service that may take a role on, None when people or functions may."""
    who = trust_of(assembly, name).splitlines()[1].strip().removeprefix("to ")
    return who.removesuffix(".amazonaws.com") if who.endswith(".amazonaws.com") else None
