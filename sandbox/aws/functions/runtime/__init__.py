"""The real Lambda runtime: AWS's emulator with awslambdaric, one process group an environment."""
