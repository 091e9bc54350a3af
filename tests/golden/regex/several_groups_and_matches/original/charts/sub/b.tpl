FROM x
imageTag: "v1-main" # {{ .Values.x }}
other: "v1-main"
imageTag: "v0"
branch = feature
