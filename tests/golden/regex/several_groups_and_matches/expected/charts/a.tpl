FROM x
imageTag: "v2-main" # {{ .Values.x }}
other: "v1-main"
imageTag: "v2-main"
branch = main
