"""Does it help? Classifiers trained without and with synthetic pictures, measured on real ones that none of them has seen.

    settings    what every classifier is given
    labelled    a folder for each class, read as pixels and labels
    regimes     what a classifier sees, and when
    classifier  the network
    training    one classifier: its predictions
    statistics  accuracies and their intervals
    study       all of them; table: what is written
"""
