"""The network: nothing leads out, and exactly the endpoints that the functions' clients need."""

import json
import re

from lambdas.contract.clients import CLIENTS, GATEWAY_CLIENTS
from tests.synth.assembly import Assembly, Resource
from tests.synth.key_needs import name_in
from tests.synth.statements import actions_of, listed, statements, table, text

ENDPOINT = "AWS::EC2::VPCEndpoint"
GROUP = "AWS::EC2::SecurityGroup"
EGRESS = "AWS::EC2::SecurityGroupEgress"
INGRESS = "AWS::EC2::SecurityGroupIngress"
DOORS_OUT = {
    "AWS::EC2::InternetGateway",
    "AWS::EC2::EgressOnlyInternetGateway",
    "AWS::EC2::NatGateway",
    "AWS::EC2::Route",
    "AWS::EC2::TransitGatewayAttachment",
    "AWS::EC2::VPCPeeringConnection",
    "AWS::EC2::VPNGateway",
}
CLIENT_OF_SERVICE = {
    "com.amazonaws.<region>.bedrock": "bedrock",
    "com.amazonaws.<region>.bedrock-runtime": "bedrock-runtime",
    "com.amazonaws.<region>.lambda": "lambda",
    "com.amazonaws.<region>.monitoring": "cloudwatch",
    "com.amazonaws.<region>.s3": "s3",
    "com.amazonaws.<region>.scheduler": "scheduler",
    "com.amazonaws.<region>.ssm": "ssm",
    "com.amazonaws.<region>.states": "stepfunctions",
    "com.amazonaws.<region>.sts": "sts",
}
ACTION_OF_CLIENT = {
    "bedrock": r"bedrock:(?!InvokeModel)",
    "bedrock-runtime": r"bedrock:InvokeModel",
    "cloudwatch": r"cloudwatch:",
    "lambda": r"lambda:",
    "scheduler": r"scheduler:",
    "ssm": r"ssm:",
    "stepfunctions": r"states:",
    "sts": r"sts:",
}
"""Which actions a client calls."""
NEEDS_NO_RIGHT = {"sts": {"sts:GetCallerIdentity"}}
"""What AWS lets everybody do, so that no role says so; an endpoint has to let it through.
https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html"""
CALLED_BY_PROVIDERS = {"lambda"}
"""What the CDK's provider calls, which no code of ours does."""

S3 = table(
    """
    OwnBuckets: allow s3:AbortMultipartUpload s3:GetObject s3:GetObjectVersion s3:ListBucket
          s3:PutObject
      to *
      on *
      if StringEquals aws:PrincipalAccount: <account>
      if StringEquals aws:ResourceAccount: <account>
    CloudFormationAnswers: allow s3:PutObject
      to *
      on arn:aws:s3:::cloudformation-custom-resource-response-<region> without '-'/*
      if StringEquals aws:PrincipalAccount: <account>
    """
)


def client_of(endpoint: Resource) -> str:
    """Return the boto3 client that an endpoint serves."""
    return CLIENT_OF_SERVICE[endpoint.properties["ServiceName"]]


def policy_of(endpoint: Resource) -> str:
    """Return an endpoint's policy as text."""
    return text(statements(endpoint.properties["PolicyDocument"]))


def test_nothing_leads_out_of_the_network(embedded: Assembly) -> None:
    assert not [resource.name for resource in embedded.resources if resource.kind in DOORS_OUT]
    subnets = embedded.all("AWS::EC2::Subnet")
    assert len(subnets) == 2
    assert not any(subnet.properties["MapPublicIpOnLaunch"] for subnet in subnets)


def test_the_default_security_group_is_emptied(embedded: Assembly) -> None:
    (closed,) = embedded.all("Custom::VpcRestrictDefaultSG")
    assert closed.properties["DefaultSecurityGroupId"] == "<Vpc.DefaultSecurityGroup>"


def test_all_traffic_is_logged(embedded: Assembly) -> None:
    log = embedded.one("AWS::EC2::FlowLog", "FlowLog").properties
    assert (log["ResourceId"], log["TrafficType"]) == ("<Vpc>", "ALL")
    assert log["LogGroupName"] == "<FlowLog/Logs>"


def test_each_client_has_an_endpoint_and_each_endpoint_a_client(embedded: Assembly) -> None:
    found = [client_of(endpoint) for endpoint in embedded.all(ENDPOINT)]
    assert sorted(found) == sorted(CLIENTS | CALLED_BY_PROVIDERS)


def test_only_gateways_are_free(embedded: Assembly) -> None:
    kinds = {client_of(e): e.properties["VpcEndpointType"] for e in embedded.all(ENDPOINT)}
    assert {client for client, kind in kinds.items() if kind == "Gateway"} == GATEWAY_CLIENTS


def test_the_aws_names_lead_to_the_endpoints_in_every_zone(embedded: Assembly) -> None:
    for endpoint in embedded.all(ENDPOINT):
        if endpoint.properties["VpcEndpointType"] == "Interface":
            assert endpoint.properties["PrivateDnsEnabled"] is True
            assert endpoint.properties["SecurityGroupIds"] == ["<Endpoints/Group>"]
            assert len(endpoint.properties["SubnetIds"]) == 2


def test_the_s3_endpoint_reaches_own_buckets_and_cloudformations_answers(
    embedded: Assembly,
) -> None:
    assert policy_of(embedded.one(ENDPOINT, "Vpc/S3Gateway")) == S3


def test_an_interface_lets_this_account_through_and_asks_for_no_resources_account(
    embedded: Assembly,
) -> None:
    for endpoint in embedded.all(ENDPOINT):
        if endpoint.properties["VpcEndpointType"] == "Interface":
            (statement,) = statements(endpoint.properties["PolicyDocument"])
            # Foundation models belong to no account.
            assert statement["Condition"] == {"StringEquals": {"aws:PrincipalAccount": "<account>"}}


def test_an_endpoint_lets_through_what_functions_may_do_and_no_more(embedded: Assembly) -> None:
    functions = [f for f in embedded.all("AWS::Lambda::Function") if "VpcConfig" in f.properties]
    roles = {name_in(function.properties["Role"]) for function in functions}
    wanted = {action for role in roles for action in actions_of(embedded, role)}
    for endpoint in embedded.all(ENDPOINT):
        if pattern := ACTION_OF_CLIENT.get(client_of(endpoint)):
            (statement,) = statements(endpoint.properties["PolicyDocument"])
            passing = set(listed(statement["Action"]))
            passing -= NEEDS_NO_RIGHT.get(client_of(endpoint), set())
            assert passing == {action for action in wanted if re.match(pattern, action)}


def test_no_endpoint_names_a_bucket_or_a_role_of_ours(embedded: Assembly) -> None:
    for endpoint in embedded.all(ENDPOINT):
        raw = json.dumps(endpoint.raw["Properties"]["PolicyDocument"])
        assert "Fn::ImportValue" not in raw
        assert "Fn::GetAtt" not in raw


def test_security_groups_lead_to_endpoints_and_s3_only(embedded: Assembly) -> None:
    ways = {
        (rule["GroupId"], rule.get("DestinationPrefixListId") or rule["DestinationSecurityGroupId"])
        for rule in (resource.properties for resource in embedded.all(EGRESS))
        if (rule["IpProtocol"], rule["FromPort"], rule["ToPort"]) == ("tcp", 443, 443)
    }
    assert ways == {
        ("<FunctionGroup>", "<Endpoints/Group>"),
        ("<FunctionGroup>", "pl-63a5400a"),
        ("<TrainingGroup>", "pl-63a5400a"),
    }
    assert len(embedded.all(EGRESS)) == len(ways)


def test_a_group_without_a_way_out_has_a_rule_that_fits_no_traffic(embedded: Assembly) -> None:
    # A group without any rule would be given one that allows everything.
    for group in embedded.all(GROUP):
        inline = group.properties.get("SecurityGroupEgress", [])
        assert [rule["CidrIp"] for rule in inline] == (
            ["255.255.255.255/32"] if group.name == "Endpoints/Group" else []
        )


def test_only_the_functions_reach_the_endpoints(embedded: Assembly) -> None:
    assert not [g.name for g in embedded.all(GROUP) if "SecurityGroupIngress" in g.properties]
    (rule,) = (resource.properties for resource in embedded.all(INGRESS))
    assert (rule["GroupId"], rule["SourceSecurityGroupId"]) == (
        "<Endpoints/Group>",
        "<FunctionGroup>",
    )
    assert (rule["IpProtocol"], rule["FromPort"], rule["ToPort"]) == ("tcp", 443, 443)
