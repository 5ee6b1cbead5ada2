"""The pages of joint measures: thin, for they fetch, call one verb and render."""
