"""The pure core: values and facts, standard library only. Nothing here opens, sends, draws or waits."""
