"""What runs in AWS Lambda; imported as `lambdas.…` everywhere, in Lambda too."""
