"""The vocabulary that stacks, Lambdas, command and tests share. Imports nothing of ours."""
