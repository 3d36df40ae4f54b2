"""The lab without a screen: state, charts, sentences, files. Nothing here imports one."""
