/* The SDK keeps what it knows of a Lambda invocation to itself: no call takes the express lane. */
process.env['AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA'] = 'true';
