"""The check in an editor: a language server over the same checker that the command line has.

``session`` holds the open documents and decides what is looked at when; ``desk`` brings settings, models and checkers
together; ``buffer`` reads what stands in an editor; ``positions`` counts as the editor does. None of these knows the
protocol, so that they are tested without it. ``convert``, ``actions``, ``hover`` and ``symbols`` say in the protocol's
records what was found; ``server`` listens and answers. pygls and lsprotocol are the extra [lsp].
"""
