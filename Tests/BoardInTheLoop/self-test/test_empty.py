"no test is in it"
